package dev.sealedbid.e2e.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Calls of the AWS SDK, and what AWS's documentation says that they answer. */
final class Contract {
  private static final int WRITERS = 8;

  private Contract() {}

  /**
   * One case.
   *
   * @param id its name in the table of differences
   * @param aws what AWS answers: {@code OK} with what matters of it, or status and error code
   * @param call makes it and says what came
   */
  record Case(String id, String aws, Call call) {
    /** What the place answers, in the words of {@link #aws}. */
    String answer(ContractPlace place) throws Exception {
      try {
        return call.at(place);
      } catch (AwsServiceException e) {
        return refusal(e);
      }
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /** One or more calls of the SDK. */
  @FunctionalInterface
  interface Call {
    String at(ContractPlace place) throws Exception;
  }

  /** All cases. */
  static Stream<Case> cases() {
    return Stream.of(KmsContract.cases(), S3Contract.cases(), StsContract.cases())
        .flatMap(List::stream);
  }

  private static String refusal(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? String.valueOf(e.statusCode()) : e.statusCode() + " " + code;
  }

  /** The same call many times at once; says how many succeeded. */
  static String winnersOf(Callable<?> call) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        calls.add(call::call);
      }
      int winners = 0;
      for (Future<Object> one : pool.invokeAll(calls)) {
        winners += succeeded(one) ? 1 : 0;
      }
      return "OK, " + winners + " of " + WRITERS;
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean succeeded(Future<Object> call) throws InterruptedException {
    try {
      call.get();
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }
}
