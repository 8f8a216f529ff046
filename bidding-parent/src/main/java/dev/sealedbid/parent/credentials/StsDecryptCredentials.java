package dev.sealedbid.parent.credentials;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Assumes the decrypt role with a session policy. The policy names the session and not the keys:
 * ten thousand key ARNs wouldn't fit into its 2,048 characters
 * (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 */
public final class StsDecryptCredentials implements DecryptCredentials {
  /** AssumeRole's least duration. */
  static final int DURATION_SECONDS = 900;

  private static final int NAME_DIGITS = 32;

  private final Supplier<StsClient> sts;
  private final String roleArn;

  /**
   * Credentials of one role.
   *
   * @param sts the client, made when first needed
   */
  public StsDecryptCredentials(Supplier<StsClient> sts, String roleArn) {
    this.sts = sts;
    this.roleArn = roleArn;
  }

  @Override
  public Credentials forSession(SessionId session) {
    try {
      software.amazon.awssdk.services.sts.model.Credentials answer =
          sts.get()
              .assumeRole(
                  request ->
                      request
                          .roleArn(roleArn)
                          .roleSessionName("session-" + session.hex().substring(0, NAME_DIGITS))
                          .durationSeconds(DURATION_SECONDS)
                          .policy(policy(session)))
              .credentials();
      return copied(answer);
    } catch (SdkException e) {
      // The cause is dropped: what an SDK puts into an exception of this call isn't ours to log.
      throw ProblemException.of(
          isRefusal(e) ? ParentCode.CREDENTIALS_REFUSED : ParentCode.CREDENTIALS_UNAVAILABLE,
          "AssumeRole of " + roleArn + " failed (" + code(e) + ").");
    }
  }

  private static Credentials copied(software.amazon.awssdk.services.sts.model.Credentials answer) {
    byte[] secret = answer.secretAccessKey().getBytes(StandardCharsets.US_ASCII);
    byte[] token = answer.sessionToken().getBytes(StandardCharsets.US_ASCII);
    try {
      return new Credentials(
          answer.accessKeyId().getBytes(StandardCharsets.US_ASCII), secret, token);
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(token, (byte) 0);
    }
  }

  static String policy(SessionId session) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
        + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":"
        + "{\"kms:EncryptionContext:session-id\":\""
        + session.hex()
        + "\"}}}]}";
  }

  /** STS said no; throttling and its own failures aren't that. */
  private static boolean isRefusal(SdkException failure) {
    return failure instanceof AwsServiceException answer
        && answer.statusCode() >= 400
        && answer.statusCode() < 500
        && !answer.isThrottlingException();
  }

  private static String code(SdkException failure) {
    if (failure instanceof AwsServiceException answer) {
      if (answer.awsErrorDetails() != null && answer.awsErrorDetails().errorCode() != null) {
        return answer.awsErrorDetails().errorCode();
      }
      return "HTTP " + answer.statusCode();
    }
    return "no answer";
  }
}
