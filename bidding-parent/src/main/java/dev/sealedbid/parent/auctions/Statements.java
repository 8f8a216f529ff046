package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive.Place;
import dev.sealedbid.rest.ParentCode;
import java.util.Optional;

/**
 * Reads what the enclave states, as far as the parent must know where to keep it, and refuses to
 * keep a statement of another session. Documents aren't verified here: whoever relies on a
 * statement does that.
 */
final class Statements {
  private Statements() {}

  static Opening opening(AttestedStatement attested) {
    return parse(StatementType.OPENING, attested, Opening.class);
  }

  static Opening opening(AttestedStatement attested, String auctionId, Sha384 terms) {
    Opening opening = opening(attested);
    require(opening.auctionId().equals(auctionId) && opening.termsSha384().equals(terms));
    return opening;
  }

  static Acknowledgement acknowledgement(AttestedStatement attested, Place place) {
    Acknowledgement acknowledgement =
        parse(StatementType.ACKNOWLEDGEMENT, attested, Acknowledgement.class);
    requirePlace(place, acknowledgement.auctionId(), acknowledgement.sessionId());
    return acknowledgement;
  }

  static Acknowledgement acknowledgement(
      AttestedStatement attested, Place place, String buyerId, Sha384 sheet) {
    Acknowledgement acknowledgement = acknowledgement(attested, place);
    require(
        acknowledgement.buyerId().equals(buyerId) && acknowledgement.sheetSha384().equals(sheet));
    return acknowledgement;
  }

  /** The outcome in which the session ended; otherwise it ended in a void. */
  static Optional<Outcome> outcome(AttestedStatement end, Place place) {
    if (type(end) == StatementType.OUTCOME) {
      Outcome outcome = parse(StatementType.OUTCOME, end, Outcome.class);
      requirePlace(place, outcome.auctionId(), outcome.sessionId());
      return Optional.of(outcome);
    }
    voided(end, place);
    return Optional.empty();
  }

  /** The void in which the session ended. */
  static VoidStatement voided(AttestedStatement end, Place place) {
    VoidStatement voided = parse(StatementType.VOID, end, VoidStatement.class);
    requirePlace(place, voided.auctionId(), voided.sessionId());
    return voided;
  }

  private static StatementType type(AttestedStatement attested) {
    try {
      return StatementType.of(attested.statement());
    } catch (MalformedStatementException e) {
      throw unexpected();
    }
  }

  private static <T extends Statement> T parse(
      StatementType type, AttestedStatement attested, Class<T> statement) {
    try {
      return statement.cast(Statement.parse(type, attested.statement()));
    } catch (MalformedStatementException e) {
      throw unexpected();
    }
  }

  private static void requirePlace(Place place, String auctionId, SessionId session) {
    require(auctionId.equals(place.auctionId()) && session.equals(place.session()));
  }

  private static void require(boolean matches) {
    if (!matches) {
      throw unexpected();
    }
  }

  private static ProblemException unexpected() {
    return ProblemException.of(
        ParentCode.ENCLAVE_PROTOCOL, "A statement isn't the one that was asked for.");
  }
}
