package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.PinRefusedException;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.buyer.policy.UnsettledSession;
import dev.sealedbid.buyer.verify.LiveAuction;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.terms.KeyArn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Pins a key to a session, and sees to it that no session before it can have been opened, or still
 * be: else an auctioneer that claims a crash could have one bid opened in two sessions, with other
 * bids of its choice each time.
 */
public final class PinGuard {
  /** What became of it. */
  public enum Result {
    /** The key was pinned to this session already, and nothing is in doubt. */
    ALREADY_PINNED,
    /** The key is pinned now. */
    PINNED,
    /** A dry run: the key would be pinned. */
    WOULD_PIN
  }

  // CloudTrail's event history has 90 days; what is at its very end may be gone already.
  private static final Duration MOST_REMEMBERED = Duration.ofDays(89);

  private final Context context;
  private final Console console;
  private final LiveAuction auction;
  private final SheetKey key;
  private final PinProofs proofs;
  private final KeySearch search;

  PinGuard(
      Context context,
      Console console,
      LiveAuction auction,
      SheetKey key,
      PinProofs proofs,
      KeySearch search) {
    this.context = context;
    this.console = console;
    this.auction = auction;
    this.key = key;
    this.proofs = proofs;
    this.search = search;
  }

  /** What the policy would be, without the guard's questions: for a dry run. */
  SheetKeyPolicy wouldBe(Pin pin) {
    return moved(key.policy(), pin);
  }

  /**
   * Pins.
   *
   * @param wait whether to wait where the guard needs time
   * @throws CommandFailedException REFUSED while a session is unsettled, or if one was opened
   */
  public Result pin(Pin pin, boolean wait, boolean dryRun) {
    requireOneKey(pin, wait);
    int tries = 0;
    while (true) {
      SheetKeyPolicy present = key.policy();
      SheetKeyPolicy next = settled(moved(present, pin));
      if (dryRun) {
        return present.equals(next) ? Result.ALREADY_PINNED : Result.WOULD_PIN;
      }
      boolean changes = !present.equals(next);
      if (changes && !console.during("changing the key's policy", () -> put(present, next, pin))) {
        if (++tries == SheetKey.TRIES) {
          throw SheetKey.restless(key.arn());
        }
        continue;
      }
      Optional<UnsettledSession> unsettled = next.unsettled().stream().findFirst();
      if (unsettled.isEmpty()) {
        return changes ? Result.PINNED : Result.ALREADY_PINNED;
      }
      if (!wait) {
        throw mustWait(
            unsettled.get(),
            "the key",
            "the pin has been moved, which can't hurt; run this again after "
                + unsettled.get().trailIsCompleteAt()
                + ", or pass --wait");
      }
      await(unsettled.get());
    }
  }

  /** Demands that the key is pinned as it was left: right before a sheet leaves the machine. */
  public void requirePinned(Pin pin) {
    SheetKeyPolicy policy = key.policy();
    if (!policy.pin().equals(Optional.of(pin)) || !policy.unsettled().isEmpty()) {
      throw CommandFailedException.refused(
          "the pin of key " + key.arn() + " was moved while this command ran; nothing was sent",
          "see which other machine or principal of yours moved it, and run this again");
    }
  }

  private boolean put(SheetKeyPolicy present, SheetKeyPolicy policy, Pin pin) {
    key.tag(pin.auctionId());
    return key.replace(present, policy);
  }

  // A fresh key's policy knows of no earlier session: moving to one would go round this guard.
  private void requireOneKey(Pin pin, boolean wait) {
    while (true) {
      List<OtherKey> others = search.others(console, key.arn(), pin.auctionId());
      Optional<UnsettledSession> doubt = Optional.empty();
      for (OtherKey other : others) {
        console.say("key " + other.arn() + " is a sheet key of this auction, too");
        doubt = doubt.or(() -> doubt(other, pin, wait));
      }
      if (doubt.isEmpty()) {
        return;
      }
      await(doubt.get());
    }
  }

  private Optional<UnsettledSession> doubt(OtherKey other, Pin pin, boolean wait) {
    for (UnsettledSession session : other.doubts(pin.sessionId())) {
      boolean pinned = other.isPinnedTo(session.sessionId());
      if (!isSettled(other.arn(), session, pinned)) {
        if (pinned) {
          throw stillPinned(other, session);
        }
        if (!wait) {
          throw mustWait(
              session,
              "key " + other.arn() + " of this auction",
              "run this again after " + session.trailIsCompleteAt() + ", or pass --wait");
        }
        return Optional.of(session);
      }
    }
    return Optional.empty();
  }

  private static CommandFailedException stillPinned(OtherKey other, UnsettledSession session) {
    return CommandFailedException.refused(
        "key "
            + other.arn()
            + " of your account is a sheet key of this auction, too, and pinned to session "
            + session.sessionId()
            + ": a bid under a second key could be opened here and the first one there, against"
            + " bids of the auctioneer's choice",
        "have the terms name that key: bid then moves its pin",
        "if it can't be used any more: buyer-cli key close "
            + other.arn()
            + ", and run this again once that session is settled (its void statement, or 30"
            + " minutes and a silent trail)");
  }

  private SheetKeyPolicy moved(SheetKeyPolicy present, Pin pin) {
    try {
      return present.moveTo(Optional.of(pin), auction.atLeast(context.now()));
    } catch (PinRefusedException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "key " + key.arn() + " can't be pinned to this session: " + e.getMessage(),
          List.of("create another sheet key, and have the terms of a new auction name it"),
          e);
    }
  }

  private SheetKeyPolicy settled(SheetKeyPolicy policy) {
    SheetKeyPolicy settled = policy;
    for (UnsettledSession session : policy.unsettled()) {
      if (isSettled(key.arn(), session, false)) {
        settled = settled.settle(session.sessionId());
      }
    }
    return settled;
  }

  /**
   * Whether a session that a key was pinned to is known not to have been opened, nor ever to be.
   *
   * @param pinned whether the key still is; its time is over then, and there was no move
   */
  private boolean isSettled(KeyArn of, UnsettledSession session, boolean pinned) {
    if (console.during("looking for the void statement", () -> proofs.isVoid(session))) {
      console.say("session " + session.sessionId() + " is void: its enclave attested so");
      return true;
    }
    if (auction.atMost(context.now()).isBefore(session.trailIsCompleteAt())) {
      return false;
    }
    KeyTrail trail = console.during("reading the audit trail", () -> proofs.trail(of, session));
    if (trail.showsOpening(session)) {
      throw CommandFailedException.refused(
          "the trail shows a Decrypt for session "
              + session.sessionId()
              + " of this auction: your bid was opened there, so it must not be opened again",
          "demand that session's receipt from the auctioneer; a Decrypt without a receipt is fraud",
          "don't bid in this session: with your earlier bid known, its outcome could be chosen");
    }
    requireTelling(trail, of, session, pinned);
    console.say("session " + session.sessionId() + " was never opened: the trail shows no Decrypt");
    return true;
  }

  // A trail may be late, and it forgets: only one that shows what was before and after the time in
  // which a sheet could be opened tells something by its silence.
  private void requireTelling(KeyTrail trail, KeyArn of, UnsettledSession session, boolean pinned) {
    boolean tooLong =
        auction.atLeast(context.now()).isAfter(session.movedAt().plus(MOST_REMEMBERED));
    if (tooLong || !trail.reachesBackTo(session)) {
      throw CommandFailedException.refused(
          "key "
              + of
              + " was pinned to session "
              + session.sessionId()
              + " so long ago that its trail doesn't reach back to it (the event history has 90"
              + " days): nobody knows whether that session was opened",
          "have the auctioneer hand you that session's void statement, and pass it with --void",
          "otherwise this auction's bid can't be sealed again; a new auction id needs a new key"
              + " and new terms");
    }
    if (!pinned && !trail.showsMove(session)) {
      throw CommandFailedException.refused(
          "the trail of key "
              + of
              + " doesn't show yet that its pin was taken off session "
              + session.sessionId()
              + " at "
              + session.movedAt()
              + ", so it may not show yet either that the session was opened",
          "trails are late at times: run this again in a while",
          "or have the auctioneer hand you that session's void statement, and pass it with --void");
    }
  }

  private static CommandFailedException mustWait(
      UnsettledSession session, String which, String hint) {
    return CommandFailedException.refused(
        which
            + " was pinned to session "
            + session.sessionId()
            + " until "
            + session.movedAt()
            + ", less than 30 minutes before it could be opened (or later), and there is no void"
            + " statement of it: for a while nobody can know whether it was opened, because policy"
            + " changes and trails take time to be seen everywhere",
        hint,
        "or have the auctioneer void that session, and run this again at once",
        "sealing now could let one bid be opened in two sessions, against bids of the auctioneer's"
            + " choice");
  }

  private void await(UnsettledSession session) {
    Instant until = session.trailIsCompleteAt().plusSeconds(1);
    console.say(
        "waiting until "
            + until
            + ": then the trail tells whether session "
            + session.sessionId()
            + " was opened");
    Duration left = Duration.between(auction.atMost(context.now()), until);
    try {
      // In steps, because a void statement may turn up meanwhile.
      Duration step = Duration.ofMinutes(1);
      Duration nap = left.compareTo(step) < 0 ? left : step;
      context.services().pause().pause(nap.isNegative() ? Duration.ZERO : nap);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw mustWait(session, "a key of this auction", "run this again later");
    }
  }
}
