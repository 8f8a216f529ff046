package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.parent.auctions.Session.Known;
import dev.sealedbid.parent.auctions.SessionEnds.End;
import dev.sealedbid.parent.auctions.SessionEnds.Standing;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.parent.storage.SessionArchive.Place;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionList;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionSummary;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.SessionList;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What anybody who may call can see of auctions and sessions. Who has submitted isn't among it: a
 * ring would decide by it whether to drop a bid. After the end it stands in the receipt.
 */
final class AuctionViews {
  private final SessionArchive archive;
  private final Sessions sessions;
  private final SessionEnds ends;

  AuctionViews(SessionArchive archive, Sessions sessions, SessionEnds ends) {
    this.archive = archive;
    this.sessions = sessions;
    this.ends = ends;
  }

  AuctionList auctions() {
    List<AuctionSummary> all = new ArrayList<>();
    // An enclave that doesn't answer is waited for once, not once an auction.
    Optional<String> silent = Optional.empty();
    for (String auction : archive.auctions()) {
      Optional<Session> session = sessions.find(auction);
      if (session.isPresent()) {
        Standing standing = ends.standing(session.get(), silent);
        silent = silent.or(standing::unconfirmed);
        all.add(summary(session.get(), standing));
      }
    }
    return new AuctionList(all);
  }

  private static AuctionSummary summary(Session session, Standing standing) {
    Terms terms = session.terms().terms();
    return new AuctionSummary(
        session.auctionId(),
        terms.title(),
        session.id().hex(),
        standing.state(),
        terms.closesAt(),
        terms.resolveBy(),
        standing.unconfirmed().orElse(null));
  }

  AuctionView auction(String auctionId) {
    return auction(sessions.latest(auctionId));
  }

  AuctionView auction(Session session) {
    Standing standing = ends.standing(session, Optional.empty());
    return new AuctionView(
        session.auctionId(),
        session.id().hex(),
        standing.state(),
        session.termsBase64(),
        session.terms().sha384().hex(),
        view(session.opening()),
        standing.unconfirmed().orElse(null),
        standing.end().flatMap(End::voidStatement).map(AuctionViews::view).orElse(null),
        voidReason(session, standing));
  }

  private @Nullable String voidReason(Session session, Standing standing) {
    return standing.state() == AuctionState.VOID
        ? archive.voidReason(session.place()).orElse(null)
        : null;
  }

  SessionList sessions(String auctionId) {
    sessions.latest(auctionId);
    List<SessionView> views = new ArrayList<>();
    Optional<String> silent = Optional.empty();
    for (Session session : sessions.all(auctionId)) {
      Standing standing = ends.standing(session, silent);
      silent = silent.or(standing::unconfirmed);
      views.add(session(session, standing));
    }
    return new SessionList(views);
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
    return session(session, ends.standing(session, Optional.empty()));
  }

  private SessionView session(Session session, Standing standing) {
    return new SessionView(
        session.id().hex(),
        standing.state(),
        view(session.opening()),
        standing.end().flatMap(End::outcome).map(AuctionViews::view).orElse(null),
        standing.end().flatMap(End::voidStatement).map(AuctionViews::view).orElse(null),
        standing.unconfirmed().orElse(null),
        voidReason(session, standing));
  }

  /**
   * How a party stands, told to whoever names one of its acknowledged sheets by its digest: until
   * the end only the party knows one. Everybody else gets one answer, whether the party has
   * submitted or not.
   *
   * @throws ProblemException NO_SUCH_ACKNOWLEDGEMENT
   */
  StandingView standing(String auctionId, String party, Sha384 sheet) {
    Session session = sessions.latest(auctionId);
    Known own =
        session
            .known(sheet)
            .filter(known -> known.party().equals(party))
            .orElseThrow(() -> notAcknowledged(sheet));
    Known newest = session.newest(party).orElse(own);
    return new StandingView(
        acknowledgement(session, own, sheet), acknowledgement(session, newest, sheet));
  }

  private AttestedStatementView acknowledgement(Session session, Known known, Sha384 asked) {
    return archive
        .acknowledgement(session.place(), known.sequence())
        .map(AuctionViews::view)
        .orElseThrow(() -> notAcknowledged(asked));
  }

  private static ProblemException notAcknowledged(Sha384 sheet) {
    return ProblemException.of(
        ParentCode.NO_SUCH_ACKNOWLEDGEMENT,
        "No sheet " + sheet + " of that party is acknowledged.");
  }

  static AttestedStatementView view(AttestedStatement attested) {
    return AttestedStatementView.of(attested.statement(), attested.attestation());
  }
}
