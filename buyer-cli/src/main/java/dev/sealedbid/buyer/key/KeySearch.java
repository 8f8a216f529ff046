package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.buyer.policy.ForeignPolicyException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.terms.KeyArn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.Tag;

/**
 * Looks through an account's keys for other sheet keys of one auction. A fresh key's policy knows
 * of no earlier session, so whoever moves a buyer to a second key goes round the guard on the pin's
 * past; the first key, wherever its bid file is, still stands in the account (guarantee G4).
 *
 * <p>A key is one of the auction's if its policy says so ({@code Id … auction=}). One whose policy
 * isn't a sheet key's any more, but still names the auction or has the tag {@value #AUCTION_TAG},
 * stops the search. Keys that let nobody of the account look at them are passed over: no policy of
 * buyer-cli's making does that.
 */
public final class KeySearch {
  /** The tag that tells which auction a sheet key is for. */
  public static final String AUCTION_TAG = "sealed-bid:auction";

  private static final int PAGE = 1000;
  private static final int MOST_KEYS = 10_000;
  private static final int AT_A_TIME = 8;
  private static final String POLICY_NAME = "default";

  private final AwsClients clients;
  private final Set<String> regions;

  /** The mark of a key of that auction. */
  static Tag tag(String auctionId) {
    return Tag.builder().tagKey(AUCTION_TAG).tagValue(auctionId).build();
  }

  /** Looks in these Regions. */
  KeySearch(AwsClients clients, Set<String> regions) {
    this.clients = clients;
    this.regions = Set.copyOf(regions);
  }

  /**
   * The sheet keys of that auction beside {@code own}.
   *
   * @throws CommandFailedException if not every key can be looked at
   */
  List<OtherKey> others(Console console, KeyArn own, String auctionId) {
    List<OtherKey> found = new ArrayList<>();
    for (String region : regions.stream().sorted().toList()) {
      KmsClient kms = clients.kms(region);
      List<String> keys =
          console.during("listing the keys of your account in " + region, () -> list(kms, region));
      keys.remove(own.arn());
      found.addAll(
          console.during(
              "looking for another sheet key of this auction among " + keys.size() + " keys",
              () -> ofAuction(kms, keys, auctionId)));
    }
    return found;
  }

  private static List<String> list(KmsClient kms, String region) {
    List<String> keys = new ArrayList<>();
    Optional<String> marker = Optional.empty();
    do {
      Optional<String> from = marker;
      ListKeysResponse page =
          looked(
              "listing the keys of your account in " + region,
              () -> kms.listKeys(r -> r.limit(PAGE).marker(from.orElse(null))));
      page.keys().stream().map(KeyListEntry::keyArn).forEach(keys::add);
      marker =
          Boolean.TRUE.equals(page.truncated())
              ? Optional.ofNullable(page.nextMarker())
              : Optional.empty();
    } while (marker.isPresent() && keys.size() <= MOST_KEYS);
    if (keys.size() > MOST_KEYS) {
      throw CommandFailedException.refused(
          "your account has more than "
              + MOST_KEYS
              + " keys in "
              + region
              + ": too many to look for another sheet key of this auction among them",
          "bid from an account of its own");
    }
    return keys;
  }

  private static List<OtherKey> ofAuction(KmsClient kms, List<String> keys, String auctionId) {
    List<OtherKey> found = new ArrayList<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, Math.min(AT_A_TIME, keys.size())));
    try {
      List<Callable<Optional<OtherKey>>> looks = new ArrayList<>();
      keys.forEach(key -> looks.add(() -> ofAuction(kms, key, auctionId)));
      for (Future<Optional<OtherKey>> look : threads.invokeAll(looks)) {
        look.get().ifPresent(found::add);
      }
      return found;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommandFailedException failure) {
        throw failure;
      }
      throw new IllegalStateException("looking at a key failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailedException.refused(
          "the search through your account's keys was interrupted", "run the command again");
    } finally {
      threads.shutdownNow();
    }
  }

  private static Optional<OtherKey> ofAuction(KmsClient kms, String arn, String auctionId) {
    Optional<String> text = policy(kms, arn);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      SheetKeyPolicy policy = SheetKeyPolicy.parse(text.get());
      return policy.auctionId().filter(auctionId::equals).isPresent()
          ? Optional.of(new OtherKey(KeyArn.parse(arn), policy))
          : Optional.empty();
    } catch (ForeignPolicyException e) {
      if (isNamed(text.get(), auctionId) || isTagged(kms, arn, auctionId)) {
        throw unreadable(arn, auctionId, e);
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw unreadable(arn, auctionId, e);
    }
  }

  private static boolean isNamed(String policy, String auctionId) {
    return policy.contains(SheetKeyPolicy.idOf(auctionId) + "\"")
        || policy.contains(SheetKeyPolicy.idOf(auctionId) + " ");
  }

  private static Optional<String> policy(KmsClient kms, String arn) {
    try {
      return Optional.of(
          looked(
              "reading the policy of key " + arn + ", which may be of this auction, too,",
              () -> kms.getKeyPolicy(r -> r.keyId(arn).policyName(POLICY_NAME)).policy()));
    } catch (PassedOverException e) {
      return Optional.empty();
    }
  }

  private static boolean isTagged(KmsClient kms, String arn, String auctionId) {
    try {
      // A key has at most 50 tags, which is one page.
      return looked(
              "reading the tags of key " + arn + ", which may be of this auction, too,",
              () -> kms.listResourceTags(r -> r.keyId(arn)).tags())
          .contains(tag(auctionId));
    } catch (PassedOverException e) {
      return false;
    }
  }

  private static <T> T looked(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      String code = AwsFailures.code(e);
      if (code.equals("NotFoundException") || isOfTheKey(e, code)) {
        throw new PassedOverException();
      }
      CommandFailedException failure = AwsFailures.failure(what, e);
      throw code.startsWith("AccessDenied")
          ? new CommandFailedException(
              ExitCode.REFUSED,
              failure.reason(),
              List.of(
                  "allow your principal kms:ListKeys, kms:GetKeyPolicy and kms:ListResourceTags"
                      + " on all keys (infra/cloudformation/buyer.yaml): otherwise nobody knows"
                      + " whether your bid was sealed under another key before"),
              e)
          : failure;
    } catch (software.amazon.awssdk.core.exception.SdkException e) {
      throw AwsFailures.failure(what, e);
    }
  }

  // KMS tells whose policy refused. If it was the key's own, the key isn't of buyer-cli's making;
  // if it was one of the caller's, any key may be hidden by it.
  private static boolean isOfTheKey(AwsServiceException e, String code) {
    return code.startsWith("AccessDenied")
        && String.valueOf(e.getMessage()).contains("resource-based policy");
  }

  private static CommandFailedException unreadable(
      String arn, String auctionId, @org.jspecify.annotations.Nullable Exception cause) {
    return new CommandFailedException(
        ExitCode.REFUSED,
        "key "
            + arn
            + " is marked as a sheet key of auction "
            + auctionId
            + ", too, but its policy isn't a sheet key's any more: nobody knows in which sessions"
            + " it may have been opened",
        List.of(
            "look at it with: buyer-cli key policy " + arn,
            "if no bid for this auction was ever sealed with it, take its tag "
                + AUCTION_TAG
                + " and the auction out of its policy's Id"),
        cause);
  }

  private static final class PassedOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
