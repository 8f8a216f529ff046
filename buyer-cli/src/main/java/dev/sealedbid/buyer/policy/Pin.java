package dev.sealedbid.buyer.policy;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.terms.Measurements;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What a key is pinned to.
 *
 * @param auctionId the auction
 * @param buyerId the buyer whose sheets they are; {@code seller} for sealed reserves, whose purpose
 *     in the encryption context is {@code reserve} instead of {@code sheet}
 * @param sessionId the one session
 * @param measurements of the enclave that may open
 * @param decryptRole ARN of the auctioneer's role that calls KMS; in a policy that KMS gave back
 *     its unique id (AROA…), if the role was deleted: then nobody may open
 * @param closesAt whole seconds; nobody opens earlier
 * @param resolveBy whole seconds; nobody opens later
 */
public record Pin(
    String auctionId,
    String buyerId,
    SessionId sessionId,
    Measurements measurements,
    String decryptRole,
    Instant closesAt,
    Instant resolveBy) {
  private static final Pattern ROLE =
      Pattern.compile("arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[\\w+=,.@/-]{1,576}");

  /** Checks ids, role and window. */
  public Pin {
    require(Identifiers.isValid(auctionId), "that isn't an auction's id");
    require(Identifiers.isValid(buyerId), "that isn't a buyer's id");
    require(
        ROLE.matcher(decryptRole).matches() || UniqueId.isOfRole(decryptRole),
        "the decrypt role isn't the ARN of an IAM role");
    require(isWhole(closesAt) && isWhole(resolveBy), "a window is given in whole seconds");
    require(closesAt.isBefore(resolveBy), "a window must have a length");
  }

  /** Whether its role was deleted since it was named. One made again under its ARN is another. */
  public boolean isOfDeletedRole() {
    return UniqueId.isOfRole(decryptRole);
  }

  /** Whether the other one differs in nothing but that its role is there, and this one's isn't. */
  boolean isRenewedBy(Pin other) {
    return isOfDeletedRole()
        && !other.isOfDeletedRole()
        && other.equals(
            new Pin(
                auctionId,
                buyerId,
                sessionId,
                measurements,
                other.decryptRole,
                closesAt,
                resolveBy));
  }

  private static boolean isWhole(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
