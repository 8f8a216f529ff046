package dev.sealedbid.buyer.policy;

import dev.sealedbid.core.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a sheet key, and the key policy that says it.
 *
 * @param holders the buyer's principals
 * @param auctionId the auction that the key is for, once it has been pinned: a sheet key serves one
 * @param pin the session that may open, if one may
 * @param earlier sessions it was pinned to; it never goes back to one
 * @param unsettled earlier sessions that may have been opened: nothing is sealed until these are
 *     settled
 */
public record SheetKeyPolicy(
    KeyHolders holders,
    Optional<String> auctionId,
    Optional<Pin> pin,
    List<SessionId> earlier,
    List<UnsettledSession> unsettled) {

  /**
   * How long a policy's change and a trail's event may take to be seen everywhere, with a margin:
   * so much must remain to the old closing when a pin moves, or go by before the trail is asked.
   */
  public static final Duration SETTLING_TIME = Duration.ofMinutes(30);

  /** The longest key policy that KMS takes, in bytes. */
  public static final int MAX_LENGTH = 32 * 1024;

  /** Copies the lists. */
  public SheetKeyPolicy {
    earlier = List.copyOf(earlier);
    unsettled = List.copyOf(unsettled);
    if (pin.isPresent() && !auctionId.equals(pin.map(Pin::auctionId))) {
      throw new IllegalArgumentException("a pin must be of the key's auction");
    }
  }

  /** A new key's: nobody may decrypt. */
  public static SheetKeyPolicy fresh(KeyHolders holders) {
    return new SheetKeyPolicy(holders, Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  /**
   * Reads a key's policy.
   *
   * <p>A deleted decrypt role is part of the state: {@link Pin#isOfDeletedRole}.
   *
   * @throws DeadHolderException if it does but for a principal of the buyer's that was deleted
   * @throws ForeignPolicyException unless it says exactly what this class writes
   */
  public static SheetKeyPolicy parse(String json) throws ForeignPolicyException {
    return PolicyReader.read(json);
  }

  /** How the {@code Id} of the policy of a key of that auction begins. */
  public static String idOf(String auctionId) {
    return PolicyWriter.ID_PREFIX + " auction=" + auctionId;
  }

  /** The policy as JSON, indented; at most {@link #MAX_LENGTH} bytes when KMS is to take it. */
  public String json() {
    return PolicyWriter.write(this);
  }

  /** Whether a policy says the same, however it is spelt. */
  public boolean isSaidBy(String otherJson) {
    return saySame(json(), otherJson);
  }

  /** Whether two policies, of whatever kind, say the same, however they are spelt. */
  public static boolean saySame(String json, String otherJson) {
    return PolicyMeaning.of(json).equals(PolicyMeaning.of(otherJson));
  }

  /**
   * Any policy, closed: everybody is denied to open anything, whatever else it says. Principals
   * that were deleted, which KMS doesn't take, are left out.
   *
   * @return one that says the same as {@code json} if that was closed already
   * @throws ForeignPolicyException if it is no policy's JSON
   */
  public static String closedByForce(String json) throws ForeignPolicyException {
    return ClosedByForce.of(json);
  }

  /**
   * Moves the pin to a session, or takes it off.
   *
   * <p>The session that is left behind is settled if at least {@link #SETTLING_TIME} remains to its
   * closing; otherwise it joins the unsettled ones.
   *
   * @param next where to; empty to close the key
   *     <p>Within one session a pin changes in one case: its role was deleted, and the auctioneer
   *     has made it again. The same enclave may open the same session then, and nothing is left
   *     behind.
   * @throws PinRefusedException if the key would go back to an earlier session, serve a second
   *     auction, or be pinned differently within one session
   */
  public SheetKeyPolicy moveTo(Optional<Pin> next, Instant now) throws PinRefusedException {
    if (next.isPresent()) {
      requireMayMoveTo(next.get());
    }
    if (pin.equals(next)) {
      return this;
    }
    if (isRenewedBy(next)) {
      return new SheetKeyPolicy(holders, auctionId, next, earlier, unsettled);
    }
    List<SessionId> past = new ArrayList<>(earlier);
    List<UnsettledSession> doubtful = new ArrayList<>(unsettled);
    if (pin.isPresent()) {
      Pin old = pin.get();
      if (now.plus(SETTLING_TIME).isAfter(old.closesAt())) {
        doubtful.add(new UnsettledSession(old.sessionId(), now, old.measurements()));
      } else {
        past.add(old.sessionId());
      }
    }
    Optional<String> auction = next.map(Pin::auctionId).or(() -> auctionId);
    return new SheetKeyPolicy(holders, auction, next, past, doubtful);
  }

  /** An unsettled session is known not to have been opened, nor ever to be. */
  public SheetKeyPolicy settle(SessionId session) {
    List<UnsettledSession> rest =
        unsettled.stream().filter(entry -> !entry.sessionId().equals(session)).toList();
    if (rest.size() == unsettled.size()) {
      return this;
    }
    List<SessionId> past = new ArrayList<>(earlier);
    past.add(session);
    return new SheetKeyPolicy(holders, auctionId, pin, past, rest);
  }

  private boolean isRenewedBy(Optional<Pin> next) {
    return pin.isPresent() && next.filter(pin.get()::isRenewedBy).isPresent();
  }

  private void requireMayMoveTo(Pin next) throws PinRefusedException {
    if (next.isOfDeletedRole()) {
      throw new PinRefusedException("its decrypt role isn't the ARN of an IAM role");
    }
    if (auctionId.isPresent() && !auctionId.get().equals(next.auctionId())) {
      throw new PinRefusedException(
          "this key is the sheet key of auction "
              + auctionId.get()
              + "; every auction needs a sheet key of its own");
    }
    boolean leftBehind =
        earlier.contains(next.sessionId())
            || unsettled.stream().anyMatch(entry -> entry.sessionId().equals(next.sessionId()));
    if (leftBehind) {
      throw new PinRefusedException(
          "this key was pinned to session "
              + next.sessionId()
              + " before and has left it; a pin never goes back, or one bid could be opened twice");
    }
    boolean sameSession = pin.filter(p -> p.sessionId().equals(next.sessionId())).isPresent();
    if (sameSession && !pin.equals(Optional.of(next)) && !isRenewedBy(Optional.of(next))) {
      throw new PinRefusedException(
          "this key is pinned to session "
              + next.sessionId()
              + " with other measurements, role or window; a session's terms never change");
    }
  }
}
