package dev.sealedbid.benchmarks;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.SubmitRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One auction after the other on a running system, each measured from the first sheet to the
 * receipt.
 */
final class RoundBench {
  private static final Duration LEAST_WINDOW = Duration.ofSeconds(20);
  private static final double MARGIN = 1.7;
  private static final long BASE_PRICE = 1_000;
  private static final int THREADS = 4;

  private final BenchedSystem system;
  private final Processes processes;
  private final int lots;
  private final Path directory;
  private final PrintStream out;
  private double secondsABid = 0.02;

  RoundBench(BenchedSystem system, Processes processes, int lots, Path directory, PrintStream out) {
    this.system = system;
    this.processes = processes;
    this.lots = lots;
    this.directory = directory;
    this.out = out;
  }

  /** Keys for so many buyers, under a policy that names the enclave that runs. */
  List<String> keys(int buyers) throws InterruptedException {
    KmsClient kms = system.kms();
    String policy = policy(system.measurements());
    return each(buyers, i -> kms.createKey(create -> create.policy(policy)).keyMetadata().arn());
  }

  /** Holds an auction with the first {@code keys.size()} buyers. */
  Sample run(String id, List<String> keys) throws IOException, InterruptedException {
    int buyers = keys.size();
    Instant closes =
        Instant.now()
            .plus(LEAST_WINDOW)
            .plusMillis((long) (buyers * secondsABid * 1000 * MARGIN))
            .truncatedTo(ChronoUnit.SECONDS);
    AuctionView view = system.parent().open(system.terms(id, lots, keys, closes));
    TermsDocument terms = terms(view);
    SessionId session = SessionId.parse(view.sessionId());

    long begun = System.nanoTime();
    List<Sha384> sheets = seal(id, terms, session);
    long sealed = System.nanoTime();
    Map<Part, Usage> before = processes.now(system.enclavePid());
    each(
        buyers,
        i ->
            system
                .parent()
                .submit(id, new SubmitRequest(BenchedSystem.buyer(i), sheets.get(i).hex(), null)));
    long submitted = System.nanoTime();
    Map<Part, Usage> between = processes.now(system.enclavePid());
    secondsABid = (submitted - begun) / 1e9 / buyers;
    out.printf(
        "%d buyers: sealed in %.1f s, submitted in %.1f s%n",
        buyers, (sealed - begun) / 1e9, (submitted - sealed) / 1e9);
    awaitClosing(closes);

    Map<Part, Usage> closed = processes.now(system.enclavePid());
    long asked = System.nanoTime();
    byte[] receipt = system.parent().resolve(id).receipt();
    long resolved = System.nanoTime();
    Map<Part, Usage> after = processes.now(system.enclavePid());
    Path file = Files.write(directory.resolve(id + "-receipt.json"), receipt);
    long verifying = System.nanoTime();
    system.verify(file);
    return new Sample(
        buyers,
        lots,
        new Sample.Phase(Duration.ofNanos(submitted - sealed), processes.between(before, between)),
        new Sample.Phase(Duration.ofNanos(resolved - asked), processes.between(closed, after)),
        after.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().peakKb())),
        receipt.length,
        Duration.ofNanos(System.nanoTime() - verifying));
  }

  private List<Sha384> seal(String id, TermsDocument terms, SessionId session)
      throws InterruptedException {
    KmsClient kms = system.kms();
    S3Client s3 = system.s3();
    return each(
        terms.terms().buyers().size(),
        i -> {
          ExpectedSheet expected = ExpectedSheet.of(terms, session, terms.terms().buyers().get(i));
          try (BidSheet sheet = sheet(i);
              SealedSheet sealed =
                  new SheetSealer(kms, expected.keyArn()).seal(sheet, expected.context(1))) {
            s3.putObject(
                put -> put.bucket(BenchedSystem.BUCKET).key(BenchedSystem.objectKey(id, i)),
                RequestBody.fromBytes(sealed.ciphertext()));
            return sealed.sha384();
          }
        });
  }

  /** Amounts that many share, so that there are ties; the seed is the buyer's number. */
  private BidSheet sheet(int buyer) {
    SplittableRandom random = new SplittableRandom(buyer);
    byte[] nonce = new byte[BidSheet.NONCE_LENGTH];
    random.nextBytes(nonce);
    long[] amounts = new long[lots];
    for (int lot = 0; lot < lots; lot++) {
      amounts[lot] = BASE_PRICE + random.nextLong(BASE_PRICE);
    }
    return BidSheet.bid(nonce, amounts);
  }

  private static TermsDocument terms(AuctionView view) throws IOException {
    try {
      return TermsDocument.parse(view.termsBytes());
    } catch (InvalidTermsException e) {
      throw new IOException("the parent serves other terms than were opened", e);
    }
  }

  /** By this machine's clock, which is the local hypervisor's. */
  private static void awaitClosing(Instant closes) throws InterruptedException {
    long left = Duration.between(Instant.now(), closes).toMillis();
    if (left < 0) {
      throw new IllegalStateException(
          "the machine was too slow for the closing time: run it again");
    }
    Thread.sleep(left + 1_000);
  }

  private interface Work<T> {
    T of(int index);
  }

  private static <T> List<T> each(int count, Work<T> work) throws InterruptedException {
    java.util.concurrent.ExecutorService pool =
        java.util.concurrent.Executors.newFixedThreadPool(THREADS);
    try {
      List<java.util.concurrent.Future<T>> done = new ArrayList<>();
      IntStream.range(0, count).forEach(i -> done.add(pool.submit(() -> work.of(i))));
      List<T> results = new ArrayList<>();
      for (java.util.concurrent.Future<T> one : done) {
        results.add(one.get());
      }
      return results;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** Decrypt for the role in an enclave of these measurements; all else for the account's own. */
  private static String policy(Map<String, String> pcrs) {
    return """
    {"Version":"2012-10-17","Statement":[
     {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*",
      "Resource":"*"},
     {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:Decrypt","Resource":"*",
      "Condition":{"StringEqualsIgnoreCase":{
       "kms:RecipientAttestation:PCR0":"%s","kms:RecipientAttestation:PCR1":"%s",
       "kms:RecipientAttestation:PCR2":"%s","kms:RecipientAttestation:PCR3":"%s"}}}]}\
    """
        .formatted(
            BenchedSystem.ACCOUNT,
            BenchedSystem.decryptRole(),
            pcrs.get("PCR0"),
            pcrs.get("PCR1"),
            pcrs.get("PCR2"),
            pcrs.get("PCR3"));
  }
}
