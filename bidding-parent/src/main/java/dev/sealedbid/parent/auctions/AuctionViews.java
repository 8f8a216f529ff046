package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.parent.auctions.SessionEnds.End;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.parent.storage.SessionArchive.Place;
import dev.sealedbid.protocol.rest.AttestedStatementView;
import dev.sealedbid.protocol.rest.AuctionList;
import dev.sealedbid.protocol.rest.AuctionState;
import dev.sealedbid.protocol.rest.AuctionSummary;
import dev.sealedbid.protocol.rest.AuctionView;
import dev.sealedbid.protocol.rest.ParentCode;
import dev.sealedbid.protocol.rest.SessionList;
import dev.sealedbid.protocol.rest.SessionView;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What can be seen of auctions and sessions. */
final class AuctionViews {
  private final SessionArchive archive;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Rounds rounds;

  AuctionViews(SessionArchive archive, Sessions sessions, SessionEnds ends, Rounds rounds) {
    this.archive = archive;
    this.sessions = sessions;
    this.ends = ends;
    this.rounds = rounds;
  }

  AuctionList auctions() {
    List<AuctionSummary> all =
        archive.auctions().stream()
            .map(sessions::find)
            .flatMap(Optional::stream)
            .map(this::summary)
            .toList();
    return new AuctionList(all);
  }

  private AuctionSummary summary(Session session) {
    Terms terms = session.terms().terms();
    return new AuctionSummary(
        session.auctionId(),
        terms.title(),
        session.id().hex(),
        state(session),
        terms.closesAt(),
        terms.resolveBy());
  }

  AuctionView auction(String auctionId) {
    return auction(sessions.latest(auctionId));
  }

  AuctionView auction(Session session) {
    return new AuctionView(
        session.auctionId(),
        session.id().hex(),
        state(session),
        Base64.getEncoder().encodeToString(session.terms().bytes()),
        session.terms().sha384().hex(),
        view(session.opening()),
        session.acknowledged());
  }

  SessionList sessions(String auctionId) {
    sessions.latest(auctionId);
    return new SessionList(sessions.all(auctionId).stream().map(this::session).toList());
  }

  SessionView session(String auctionId, SessionId id) {
    sessions.latest(auctionId);
    Session session =
        sessions
            .load(new Place(auctionId, id))
            .orElseThrow(
                () ->
                    ProblemException.of(
                        ParentCode.NO_SUCH_SESSION, auctionId + " has had no session " + id + "."));
    return session(session);
  }

  private SessionView session(Session session) {
    AuctionState state = state(session);
    Optional<End> end = ends.kept(session);
    return new SessionView(
        session.id().hex(),
        state,
        view(session.opening()),
        rounds.acknowledgements(session).stream().map(AuctionViews::view).toList(),
        end.flatMap(End::outcome).map(AuctionViews::view).orElse(null),
        end.flatMap(End::voidStatement).map(AuctionViews::view).orElse(null));
  }

  private AuctionState state(Session session) {
    try {
      return ends.state(session);
    } catch (EnclaveRefusedException e) {
      throw SessionEnds.problem(session, e);
    }
  }

  static AttestedStatementView view(AttestedStatement attested) {
    return AttestedStatementView.of(attested.statement(), attested.attestation());
  }
}
