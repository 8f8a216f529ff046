package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.protocol.rest.AuctionState;
import dev.sealedbid.protocol.rest.ParentCode;
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

  /** How the session stands now; an end that only the enclave knew is kept first. */
  AuctionState state(Session session) {
    Optional<End> end = kept(session);
    return end.isPresent() ? end.get().state() : live(session);
  }

  /** How a session stands that has no end in the bucket. */
  AuctionState live(Session session) {
    try {
      return switch (enclave.status(session.id()).state()) {
        case OPEN -> AuctionState.OPEN;
        case RESOLVING -> AuctionState.RESOLVING;
        // It has ended for good: asking it to end only asks for the statement.
        case RESOLVED, VOID -> keep(session, enclave.end(session.id())).state();
      };
    } catch (EnclaveRefusedException e) {
      if (e.code() == ErrorCode.UNKNOWN_SESSION) {
        return AuctionState.SESSION_LOST;
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
