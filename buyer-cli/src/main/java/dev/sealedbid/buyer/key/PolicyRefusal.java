package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.terms.KeyArn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why KMS doesn't take a key policy, and what helps. */
final class PolicyRefusal {
  private PolicyRefusal() {}

  /** Refuses a policy that is too long for KMS, before KMS is asked. */
  static void requireFits(KeyArn arn, String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    if (length > SheetKeyPolicy.MAX_LENGTH) {
      throw CommandFailedException.refused(
          "the policy of key "
              + arn
              + " is full: it would have "
              + length
              + " bytes, and KMS takes "
              + SheetKeyPolicy.MAX_LENGTH
              + "; it lists every session that the key was pinned to",
          "nothing was changed; create another sheet key, and have the terms name it",
          "buyer-cli key close " + arn + " still works: a closed key's policy is shorter");
    }
  }

  /** The failure of CreateKey or PutKeyPolicy. */
  static CommandFailedException of(String what, SdkException e) {
    CommandFailedException failure = AwsFailures.failure(what, e);
    if (!(e instanceof AwsServiceException said)) {
      return failure;
    }
    List<String> hints =
        AwsFailures.code(said).equals("MalformedPolicyDocumentException")
            ? malformed(said)
            : failure.hints();
    return new CommandFailedException(failure.exitCode(), failure.reason(), hints, e);
  }

  /** The failure of PutKeyPolicy: it is the admin's alone. */
  static CommandFailedException ofChange(KeyArn arn, SdkException e) {
    CommandFailedException failure = of("changing the policy of key " + arn, e);
    boolean denied =
        e instanceof AwsServiceException said && AwsFailures.code(said).startsWith("AccessDenied");
    return denied
        ? new CommandFailedException(
            ExitCode.REFUSED,
            failure.reason(),
            List.of(
                "only the key's admin may change its policy (buyer-cli key policy names it): let it"
                    + " run buyer-cli key pin (or key close)"),
            e)
        : failure;
  }

  private static List<String> malformed(AwsServiceException e) {
    boolean lockout = String.valueOf(e.getMessage()).contains("in the future");
    return lockout
        ? List.of(
            "KMS makes sure that whoever puts a policy may change it later, and you aren't the"
                + " admin that it names: run this as the admin, or name yourself",
            "key create --bypass-policy-lockout-safety-check makes KMS take it nonetheless, unless"
                + " your organisation forbids that: then nobody but the named admin can ever change"
                + " the key's policy, and if that name is wrong, nobody at all")
        : List.of(
            "every user and role that a policy names must exist: check the admin, the sealing"
                + " principal and the terms' decryptRole; one that was made minutes ago may not be"
                + " known to KMS yet, so try again");
  }
}
