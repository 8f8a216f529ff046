package dev.sealedbid.parent.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** Whether STS said no, or said nothing: the one is for the auctioneer to mend, the other waits. */
class StsDecryptCredentialsTest {
  private static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";
  private static final SessionId SESSION = SessionId.fromBytes(new byte[SessionId.LENGTH]);
  private static final String CANARY = "canary-4711";

  @ParameterizedTest
  @CsvSource({
    "400, ValidationError",
    "400, MalformedPolicyDocument",
    "400, PackedPolicyTooLarge",
    "403, AccessDenied",
    "403, ExpiredToken",
    "403, InvalidClientTokenId",
    "403, SignatureDoesNotMatch",
    "403, RegionDisabledException"
  })
  @DisplayName("a no of STS is CREDENTIALS_REFUSED, with its code")
  void refused(int status, String code) {
    ProblemException problem = problem(answer(status, code));
    assertThat(problem.is(ParentCode.CREDENTIALS_REFUSED)).isTrue();
    assertThat(problem.problem().status()).isEqualTo(424);
    assertThat(problem.problem().detail()).contains(code).contains(ROLE);
  }

  @ParameterizedTest
  @CsvSource({
    "400, Throttling",
    "400, ThrottlingException",
    "400, RequestLimitExceeded",
    "429, TooManyRequestsException",
    "500, InternalFailure",
    "502, BadGateway",
    "503, ServiceUnavailable"
  })
  @DisplayName("too many calls, and failures of STS's own, are CREDENTIALS_UNAVAILABLE")
  void unavailable(int status, String code) {
    ProblemException problem = problem(answer(status, code));
    assertThat(problem.is(ParentCode.CREDENTIALS_UNAVAILABLE)).isTrue();
    assertThat(problem.problem().status()).isEqualTo(503);
    assertThat(problem.problem().detail()).contains(code);
  }

  static Stream<SdkException> silence() {
    return Stream.of(
        SdkClientException.create("Unable to execute HTTP request: " + CANARY),
        ApiCallTimeoutException.create(1),
        ApiCallAttemptTimeoutException.create(1));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("no answer is CREDENTIALS_UNAVAILABLE")
  void silence(SdkException failure) {
    ProblemException problem = problem(failure);
    assertThat(problem.is(ParentCode.CREDENTIALS_UNAVAILABLE)).isTrue();
    assertThat(problem.problem().detail()).contains("no answer");
  }

  @Test
  @DisplayName("what the SDK says of the call goes no further")
  void theSdksWords() {
    for (SdkException failure :
        new SdkException[] {answer(403, "AccessDenied"), SdkClientException.create(CANARY)}) {
      ProblemException problem = problem(failure);
      assertThat(problem).hasNoCause();
      assertThat(problem.toString() + problem.problem()).doesNotContain(CANARY);
    }
  }

  private static SdkException answer(int status, String code) {
    return StsException.builder()
        .statusCode(status)
        .message(CANARY)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(CANARY).build())
        .build();
  }

  private static ProblemException problem(SdkException failure) {
    StsDecryptCredentials credentials = new StsDecryptCredentials(() -> failing(failure), ROLE);
    return catchThrowableOfType(
        ProblemException.class, () -> credentials.forSession(SESSION).close());
  }

  private static StsClient failing(SdkException failure) {
    return new StsClient() {
      @Override
      public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        throw failure;
      }

      @Override
      public String serviceName() {
        return SERVICE_NAME;
      }

      @Override
      public void close() {
        // Holds nothing.
      }
    };
  }
}
