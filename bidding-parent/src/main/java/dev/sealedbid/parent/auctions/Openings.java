package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.kmsproxy.KmsRegions;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.parent.storage.SessionArchive.Place;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.ParentCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens auctions, and has openings attested again. */
final class Openings {
  private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

  private final SessionArchive archive;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Enclave enclave;
  private final AuctionLocks locks;
  private final String decryptRole;
  private final KmsRegions regions;
  private final TermsReading reading;

  Openings(
      SessionArchive archive,
      Sessions sessions,
      SessionEnds ends,
      Enclave enclave,
      AuctionLocks locks,
      String decryptRole,
      KmsRegions regions,
      TermsReading reading) {
    this.archive = archive;
    this.sessions = sessions;
    this.ends = ends;
    this.enclave = enclave;
    this.locks = locks;
    this.decryptRole = decryptRole;
    this.regions = regions;
    this.reading = reading;
  }

  /**
   * An opened session.
   *
   * @param session the session
   * @param created whether it was opened by this call
   */
  record Opened(Session session, boolean created) {}

  Opened open(byte[] bytes) {
    TermsDocument terms = checked(bytes);
    return locks.alone(terms.terms().id(), () -> open(terms));
  }

  private TermsDocument checked(byte[] bytes) {
    try {
      TermsDocument terms = reading.read(bytes);
      if (!terms.terms().decryptRole().equals(decryptRole)) {
        String message = "this parent can assume " + decryptRole + " only";
        throw ProblemException.invalidTerms(List.of(new Fault("$.decryptRole", message)));
      }
      requireReachableKeys(terms.terms());
      return terms;
    } catch (InvalidTermsException e) {
      throw ProblemException.invalidTerms(e.faults());
    }
  }

  // The enclave would open the auction, and learn only after closing that it can't ask that KMS.
  private void requireReachableKeys(Terms terms) {
    for (Buyer party : terms.parties()) {
      String region = KeyArn.parse(party.sheetKey()).region();
      if (!regions.reach(region)) {
        throw ProblemException.of(
            ParentCode.KMS_REGION_NOT_ALLOWED,
            "The sheet key of "
                + party.id()
                + " is in Region "
                + region
                + ", and "
                + KmsRegions.destination(region)
                + " isn't in this parent's sealed-bid.kms-proxy.allow.");
      }
    }
  }

  private Opened open(TermsDocument terms) {
    Optional<Session> before = sessions.find(terms.terms().id());
    if (before.isPresent()) {
      Optional<Opened> open = openAlready(before.get(), terms);
      if (open.isPresent()) {
        return open.get();
      }
    }
    AttestedStatement attested = ask(terms);
    Opening opening = Statements.opening(attested, terms.terms().id(), terms.sha384());
    Place place = new Place(opening.auctionId(), opening.sessionId());
    archive.keepTerms(place, terms.bytes());
    AttestedStatement kept = archive.keepOpening(place, attested);
    Session session = new Session(place, terms, kept, opening);
    sessions.opened(session);
    LOG.info("opened auction={} session={}", place.auctionId(), place.session());
    return new Opened(session, true);
  }

  // An auction has one outcome: once it has, nobody opens it again here. Two outcomes of one
  // auction
  // would be proof of fraud.
  private Optional<Opened> openAlready(Session before, TermsDocument terms) {
    AuctionState state = ends.state(before);
    return switch (state) {
      case RESOLVED ->
          throw ProblemException.of(
              ErrorCode.ALREADY_RESOLVED,
              "Auction " + before.auctionId() + " has an outcome; a new auction needs a new id.");
      case OPEN, RESOLVING -> {
        boolean same = before.terms().sha384().equals(terms.sha384());
        if (!same || state == AuctionState.RESOLVING) {
          throw ProblemException.of(
              ErrorCode.SESSION_ALREADY_OPEN,
              "Session "
                  + before.id()
                  + (same ? " is being resolved." : " is open under other terms."));
        }
        yield Optional.of(new Opened(before, false));
      }
      case VOID, SESSION_LOST -> Optional.empty();
    };
  }

  private AttestedStatement ask(TermsDocument terms) {
    try {
      return enclave.open(terms.bytes());
    } catch (EnclaveRefusedException e) {
      throw ProblemException.refused(e.code(), e.buyers());
    }
  }

  /** The latest session's opening, attested for the nonce. */
  AttestedStatement attest(String auctionId, byte[] nonce) {
    Session session = sessions.latest(auctionId);
    try {
      AttestedStatement attested = enclave.attestOpening(session.id(), nonce);
      if (!Arrays.equals(attested.statement(), session.opening().statement())) {
        throw ProblemException.of(
            ParentCode.ENCLAVE_PROTOCOL, "The enclave attested another opening.");
      }
      return attested;
    } catch (EnclaveRefusedException e) {
      throw SessionEnds.problem(session, e);
    }
  }
}
