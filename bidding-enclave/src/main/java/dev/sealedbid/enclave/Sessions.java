package dev.sealedbid.enclave;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.nitro.nsm.NsmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every session that this enclave holds. A restarted enclave holds none. */
final class Sessions {
  /** Ended sessions that are remembered, so that a parent can ask for their end again. */
  static final int MAX_ENDED = 256;

  private final EnclaveContext context;
  private final Measurements own;
  private final Map<SessionId, Session> sessions = new LinkedHashMap<>();

  Sessions(EnclaveContext context, Measurements own) {
    this.context = context;
    this.own = own;
  }

  /**
   * Opens a session of a random id. Nothing of it is seen before it is registered. The same terms
   * again give the opening of the session that is open under them already.
   */
  AttestedStatement open(byte[] bytes) throws RefusedException {
    TermsDocument document = parse(bytes);
    Terms terms = document.terms();
    if (!terms.measurements().equals(own)) {
      throw new RefusedException(ErrorCode.WRONG_MEASUREMENTS);
    }
    for (Buyer buyer : terms.buyers()) {
      if (!context.regions().contains(KeyArn.parse(buyer.sheetKey()).region())) {
        throw new RefusedException(ErrorCode.UNKNOWN_REGION);
      }
    }
    Instant now = context.clock().now();
    if (!now.isBefore(terms.closesAt())) {
      throw new RefusedException(ErrorCode.CLOSES_TOO_SOON);
    }
    expire(now);
    Optional<Session> same = live(terms.id()).filter(session -> session.isUnder(document.sha384()));
    if (same.isPresent()) {
      // The parent died before it had kept the opening: the one session's opening, once more.
      return same.get().attestOpening(Optional.empty());
    }
    SessionId id = SessionId.fromBytes(random());
    byte[] opening = new Opening(terms.id(), document.sha384(), id, now).encode();
    Session session = new Session(context, id, terms, document.sha384(), opening);
    requireRoom(terms.id());
    AttestedStatement attested = session.attestOpening(Optional.empty());
    register(session);
    return attested;
  }

  /** The session of that id. */
  synchronized Session get(SessionId id) throws RefusedException {
    Session session = sessions.get(id);
    if (session == null) {
      throw new RefusedException(ErrorCode.UNKNOWN_SESSION);
    }
    return session;
  }

  /** Voids every session whose time to resolve is over. */
  void expire(Instant now) {
    all().forEach(session -> session.expire(now));
  }

  boolean hasLive() {
    return all().stream().anyMatch(Session::isLive);
  }

  private synchronized List<Session> all() {
    return new ArrayList<>(sessions.values());
  }

  private synchronized void register(Session session) throws RefusedException {
    requireRoom(session.auctionId());
    sessions.put(session.id(), session);
    forgetOldestEnded();
  }

  private synchronized Optional<Session> live(String auctionId) {
    return sessions.values().stream()
        .filter(session -> session.isLive() && session.auctionId().equals(auctionId))
        .findFirst();
  }

  private synchronized void requireRoom(String auctionId) throws RefusedException {
    if (live(auctionId).isPresent()) {
      throw new RefusedException(ErrorCode.SESSION_ALREADY_OPEN);
    }
    long live = sessions.values().stream().filter(Session::isLive).count();
    if (live >= Limits.MAX_OPEN_SESSIONS) {
      throw new RefusedException(ErrorCode.TOO_MANY_SESSIONS);
    }
  }

  private void forgetOldestEnded() {
    long ended = sessions.values().stream().filter(session -> !session.isLive()).count();
    Iterator<Session> oldest = sessions.values().iterator();
    while (ended > MAX_ENDED && oldest.hasNext()) {
      if (!oldest.next().isLive()) {
        oldest.remove();
        ended--;
      }
    }
  }

  private byte[] random() throws RefusedException {
    try {
      return context.nsm().random(SessionId.LENGTH);
    } catch (NsmException e) {
      throw new RefusedException(ErrorCode.NSM_FAILED);
    }
  }

  private static TermsDocument parse(byte[] bytes) throws RefusedException {
    try {
      return TermsDocument.parse(bytes);
    } catch (InvalidTermsException e) {
      throw new RefusedException(ErrorCode.INVALID_TERMS);
    }
  }
}
