package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.buyer.command.Pause;
import dev.sealedbid.buyer.policy.DeadHolderException;
import dev.sealedbid.buyer.policy.ForeignPolicyException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.terms.KeyArn;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.OriginType;

/** The buyer's sheet key in KMS: what it is, and the policy it has now. */
public final class SheetKey {
  /** How often a change of the policy is begun anew because somebody else changed it meanwhile. */
  static final int TRIES = 5;

  private static final String POLICY_NAME = "default";

  private final KeyArn arn;
  private final KmsClient kms;
  private final Rereads rereads;

  // What this command replaced: a read that still shows one of these comes from before.
  private final List<String> replaced = new ArrayList<>();

  SheetKey(KeyArn arn, AwsClients clients, Pause pause) {
    this.arn = arn;
    this.kms = clients.kms(arn.region());
    this.rereads = new Rereads(pause);
  }

  /**
   * Reads a key's ARN from the command line.
   *
   * @throws CommandFailedException USAGE
   */
  public static KeyArn parse(String text) {
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

  public KeyArn arn() {
    return arn;
  }

  public KmsClient kms() {
    return kms;
  }

  /**
   * Demands a key whose material nobody but KMS ever had, with one policy, in one Region, of this
   * account, and without grants.
   */
  void requireSound(String account) {
    KeyMetadata key =
        AwsFailures.during(
                "looking at key " + arn,
                () -> rereads.found(() -> kms.describeKey(r -> r.keyId(arn.arn()))))
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

  /**
   * The policy's text as KMS has it. The one that this command has just replaced isn't believed at
   * first: a read may still come from before.
   */
  String policyText() {
    return rereads.until(Rereads.STALE, () -> read().policy(), text -> !isReplaced(text));
  }

  private boolean isReplaced(String text) {
    return replaced.stream().anyMatch(old -> SheetKeyPolicy.saySame(old, text));
  }

  private GetKeyPolicyResponse read() {
    return AwsFailures.during("reading the policy of key " + arn, () -> rereads.found(this::ask));
  }

  private GetKeyPolicyResponse ask() {
    return kms.getKeyPolicy(r -> r.keyId(arn.arn()).policyName(POLICY_NAME));
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
        () ->
            rereads.found(
                () -> kms.tagResource(r -> r.keyId(arn.arn()).tags(KeySearch.tag(auctionId)))));
  }

  /**
   * The policy as this program writes it.
   *
   * @throws CommandFailedException VERIFICATION_FAILED if it says anything else
   */
  SheetKeyPolicy policy() {
    try {
      return SheetKeyPolicy.parse(policyText());
    } catch (DeadHolderException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the policy of key " + arn + " isn't a sheet key's any more: " + e.getMessage(),
          List.of(
              "nothing is pinned or sealed with it; what it is pinned to may still open: close it"
                  + " with buyer-cli key close "
                  + arn),
          e);
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
    return replace(present.json(), policy.json());
  }

  /** As above, for policies of any kind. */
  boolean replace(String present, String json) {
    PolicyRefusal.requireFits(arn, json);
    if (!SheetKeyPolicy.saySame(present, policyText())) {
      return false;
    }
    try {
      rereads.found(
          () -> kms.putKeyPolicy(r -> r.keyId(arn.arn()).policyName(POLICY_NAME).policy(json)));
    } catch (SdkException e) {
      throw PolicyRefusal.ofChange(arn, e);
    }
    replaced.removeIf(old -> SheetKeyPolicy.saySame(old, json));
    replaced.add(present);
    readBack(json);
    return true;
  }

  /** Waits until KMS says this policy. */
  void readBack(SheetKeyPolicy policy) {
    readBack(policy.json());
  }

  private void readBack(String json) {
    Optional<String> last =
        rereads.until(
            Rereads.AFTER_A_WRITE,
            this::ifKnown,
            text -> text.filter(shown -> SheetKeyPolicy.saySame(json, shown)).isPresent());
    if (last.isEmpty()) {
      throw CommandFailedException.unverified(
          "KMS has made key " + arn + " and doesn't show it yet, so its policy wasn't read back",
          "keep the ARN, make no other key, and look at it in a while: buyer-cli key policy "
              + arn);
    }
    if (!SheetKeyPolicy.saySame(json, last.get())) {
      throw CommandFailedException.unverified(
          "the policy of key " + arn + " isn't what was put there",
          "somebody else may be changing it: look at it with buyer-cli key policy " + arn);
    }
  }

  private Optional<String> ifKnown() {
    return AwsFailures.during(
        "reading the policy of key " + arn,
        () -> {
          try {
            return Optional.of(ask().policy());
          } catch (NotFoundException e) {
            return Optional.empty();
          }
        });
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
