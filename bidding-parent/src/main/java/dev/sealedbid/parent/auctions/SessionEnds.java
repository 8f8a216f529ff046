package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.ParentCode;
import java.util.Optional;

/** How sessions stand and end: what the bucket keeps of it, and what only the enclave knows yet. */
final class SessionEnds {
  private final SessionArchive archive;
  private final Enclave enclave;
  private final AwardStore awards;

  SessionEnds(SessionArchive archive, Enclave enclave, AwardStore awards) {
    this.archive = archive;
    this.enclave = enclave;
    this.awards = awards;
  }

  /**
   * A session's end; one of the two is there.
   *
   * @param outcome the outcome, or empty
   * @param voidStatement the void statement, or empty
   */
  record End(Optional<AttestedStatement> outcome, Optional<AttestedStatement> voidStatement) {
    AuctionState state() {
      return outcome.isPresent() ? AuctionState.RESOLVED : AuctionState.VOID;
    }
  }

  /** The end that the bucket keeps. */
  Optional<End> kept(Session session) {
    Optional<AttestedStatement> outcome = archive.outcome(session.place());
    if (outcome.isPresent()) {
      return Optional.of(new End(outcome, Optional.empty()));
    }
    Optional<AttestedStatement> voided = archive.voidStatement(session.place());
    return voided.map(statement -> new End(Optional.empty(), Optional.of(statement)));
  }

  /**
   * Keeps an end that the enclave stated. Award messages first: an outcome that is kept, and so can
   * be told, has all of them beside it.
   */
  End keep(Session session, AttestedStatement end) {
    Optional<Outcome> outcome = Statements.outcome(end, session.place());
    if (outcome.isPresent()) {
      awards.keep(session, outcome.get());
      return new End(Optional.of(archive.keepOutcome(session.place(), end)), Optional.empty());
    }
    return new End(Optional.empty(), Optional.of(archive.keepVoid(session.place(), end)));
  }

  /**
   * How a session stands.
   *
   * @param state its state, by the enclave or by an end that is kept
   * @param end the end that is kept
   * @param unconfirmed the code of what kept the enclave from saying how it stands; the state is
   *     then as the bucket shows it
   */
  record Standing(AuctionState state, Optional<End> end, Optional<String> unconfirmed) {
    private static Standing of(End end) {
      return new Standing(end.state(), Optional.of(end), Optional.empty());
    }

    private static Standing of(AuctionState state) {
      return new Standing(state, Optional.empty(), Optional.empty());
    }

    private static Standing unconfirmed(String code) {
      // No end is kept, so nobody has been told of one.
      return new Standing(AuctionState.OPEN, Optional.empty(), Optional.of(code));
    }
  }

  /** How the session stands now; an end that only the enclave knew is kept first. */
  AuctionState state(Session session) {
    return kept(session).map(Standing::of).orElseGet(() -> live(session)).state();
  }

  /**
   * How the session stands, for whoever only looks: an enclave that doesn't answer soon, or answers
   * with a refusal, leaves what the bucket shows.
   *
   * @param silent a code with which the enclave has just left another session's question open: it
   *     isn't asked again
   */
  Standing standing(Session session, Optional<String> silent) {
    Optional<End> end = kept(session);
    if (end.isPresent()) {
      return Standing.of(end.get());
    }
    if (silent.isPresent()) {
      return Standing.unconfirmed(silent.get());
    }
    try {
      return live(session);
    } catch (EnclaveRefusedException e) {
      return Standing.unconfirmed(e.code().name());
    } catch (ProblemException e) {
      if (e.is(ParentCode.ENCLAVE_UNREACHABLE) || e.is(ParentCode.OVERLOADED)) {
        return Standing.unconfirmed(e.problem().code());
      }
      throw e;
    }
  }

  private Standing live(Session session) {
    try {
      return switch (enclave.status(session.id()).state()) {
        case OPEN -> Standing.of(AuctionState.OPEN);
        case RESOLVING -> Standing.of(AuctionState.RESOLVING);
        // It has ended for good: asking it to end only asks for the statement.
        case RESOLVED, VOID -> Standing.of(keep(session, enclave.end(session.id())));
      };
    } catch (EnclaveRefusedException e) {
      if (e.code() == ErrorCode.UNKNOWN_SESSION) {
        return Standing.of(AuctionState.SESSION_LOST);
      }
      throw e;
    }
  }

  /** What a refusal is for a session that the bucket knows. */
  static ProblemException problem(Session session, EnclaveRefusedException refused) {
    if (refused.code() == ErrorCode.UNKNOWN_SESSION) {
      return lost(session);
    }
    return ProblemException.refused(refused.code(), refused.buyers());
  }

  static ProblemException lost(Session session) {
    return ProblemException.of(
        ParentCode.SESSION_LOST,
        "The enclave doesn't hold session " + session.id() + " of " + session.auctionId() + ".");
  }
}
