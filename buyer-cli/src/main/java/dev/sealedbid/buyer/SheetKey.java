package dev.sealedbid.buyer;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.buyer.policy.ForeignPolicyException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.terms.KeyArn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;

/** The buyer's sheet key in KMS: what it is, and the policy it has now. */
final class SheetKey {
  /** How often a change of the policy is begun anew because somebody else changed it meanwhile. */
  static final int TRIES = 5;

  private static final String POLICY_NAME = "default";
  private static final int READ_BACKS = 20;
  private static final Duration BETWEEN_READ_BACKS = Duration.ofMillis(500);

  private final KeyArn arn;
  private final KmsClient kms;
  private final Pause pause;

  SheetKey(KeyArn arn, AwsClients clients, Pause pause) {
    this.arn = arn;
    this.kms = clients.kms(arn.region());
    this.pause = pause;
  }

  /**
   * Reads a key's ARN from the command line.
   *
   * @throws CommandFailedException USAGE
   */
  static KeyArn parse(String text) {
    try {
      return KeyArn.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          "'" + text + "' can't be a sheet key: " + e.getMessage(),
          "buyer-cli key create prints the ARN of the key that it makes");
    }
  }

  /** The policy never stays as it was read. */
  static CommandFailedException restless(KeyArn arn) {
    return CommandFailedException.refused(
        "the policy of key " + arn + " keeps changing while this command looks at it",
        "see which other machine or principal of yours changes it, and run the command again");
  }

  KeyArn arn() {
    return arn;
  }

  KmsClient kms() {
    return kms;
  }

  /**
   * Demands a key whose material nobody but KMS ever had, with one policy, in one Region, of this
   * account, and without grants.
   */
  void requireSound(String account) {
    KeyMetadata key =
        AwsFailures.during("looking at key " + arn, () -> kms.describeKey(r -> r.keyId(arn.arn())))
            .keyMetadata();
    require(arn.arn().equals(key.arn()), "KMS calls it " + key.arn());
    require(account.equals(key.awsAccountId()), "it belongs to account " + key.awsAccountId());
    require(key.keyManager() == KeyManagerType.CUSTOMER, "AWS manages it");
    require(
        key.origin() == OriginType.AWS_KMS,
        "its material was made outside KMS, where somebody may keep a copy");
    require(
        !Boolean.TRUE.equals(key.multiRegion()),
        "it is a multi-Region key, whose replicas have policies of their own");
    require(
        key.keySpec() == KeySpec.SYMMETRIC_DEFAULT
            && key.keyUsage() == KeyUsageType.ENCRYPT_DECRYPT,
        "it isn't a symmetric key for encryption");
    if (!Boolean.TRUE.equals(key.enabled())) {
      throw CommandFailedException.refused(
          "key " + arn + " is " + key.keyStateAsString(),
          "enable it, or have the terms name another key");
    }
    requireNoGrants();
  }

  /** The policy's text as KMS has it. */
  String policyText() {
    return read().policy();
  }

  private GetKeyPolicyResponse read() {
    return AwsFailures.during(
        "reading the policy of key " + arn,
        () -> kms.getKeyPolicy(r -> r.keyId(arn.arn()).policyName(POLICY_NAME)));
  }

  /** What time it is by KMS, not before the true one; empty if KMS doesn't say. */
  Optional<Instant> time() {
    try {
      // HTTP cuts the time to whole seconds.
      return read()
          .sdkHttpResponse()
          .firstMatchingHeader("Date")
          .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
          .map(date -> date.plusSeconds(1));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Marks the key as one of that auction, for whoever looks through the account's keys. */
  void tag(String auctionId) {
    AwsFailures.during(
        "tagging key " + arn,
        () -> kms.tagResource(r -> r.keyId(arn.arn()).tags(KeySearch.tag(auctionId))));
  }

  /**
   * The policy as this program writes it.
   *
   * @throws CommandFailedException VERIFICATION_FAILED if it says anything else
   */
  SheetKeyPolicy policy() {
    try {
      return SheetKeyPolicy.parse(policyText());
    } catch (ForeignPolicyException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the policy of key " + arn + " isn't a sheet key's: " + e.getMessage(),
          List.of(
              "look at it with: buyer-cli key policy " + arn,
              "a sheet key is made by buyer-cli key create, and only buyer-cli writes its policy"),
          e);
    }
  }

  /**
   * Replaces a policy and waits until KMS says the very same. KMS knows no compare-and-set, so the
   * present policy is read once more right before: only a change within those milliseconds, by
   * another machine of the same buyer, can still be overwritten.
   *
   * @return false, and nothing was changed, if the present policy isn't {@code present} any more
   */
  boolean replace(SheetKeyPolicy present, SheetKeyPolicy policy) {
    String json = policy.json();
    if (json.getBytes(StandardCharsets.UTF_8).length > SheetKeyPolicy.MAX_LENGTH) {
      throw CommandFailedException.refused(
          "key " + arn + " has been pinned to so many sessions that its policy is full",
          "create another sheet key, and have the terms name it");
    }
    if (!present.isSaidBy(policyText())) {
      return false;
    }
    try {
      kms.putKeyPolicy(r -> r.keyId(arn.arn()).policyName(POLICY_NAME).policy(json));
    } catch (AwsServiceException e) {
      CommandFailedException failure = AwsFailures.failure("changing the policy of key " + arn, e);
      throw AwsFailures.code(e).startsWith("AccessDenied")
          ? new CommandFailedException(
              ExitCode.REFUSED,
              failure.reason(),
              List.of(
                  "only "
                      + policy.holders().admin()
                      + " may change it: let it run buyer-cli key pin (or key close)"),
              e)
          : failure;
    } catch (software.amazon.awssdk.core.exception.SdkException e) {
      throw AwsFailures.failure("changing the policy of key " + arn, e);
    }
    readBack(policy);
    return true;
  }

  /** Waits until KMS says this policy: KMS is eventually consistent. */
  void readBack(SheetKeyPolicy policy) {
    for (int i = 0; i < READ_BACKS; i++) {
      if (policy.isSaidBy(policyText())) {
        return;
      }
      try {
        pause.pause(BETWEEN_READ_BACKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw CommandFailedException.unverified(
        "the policy of key " + arn + " isn't what was put there",
        "somebody else may be changing it: look at it with buyer-cli key policy " + arn);
  }

  private void requireNoGrants() {
    boolean granted =
        !AwsFailures.during(
                "listing the grants of key " + arn, () -> kms.listGrants(r -> r.keyId(arn.arn())))
            .grants()
            .isEmpty();
    require(!granted, "it has grants, which allow things beside its policy");
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw CommandFailedException.unverified(
          "key " + arn + " is no sheet key: " + otherwise,
          "create one with buyer-cli key create, and have the terms name it");
    }
  }
}
