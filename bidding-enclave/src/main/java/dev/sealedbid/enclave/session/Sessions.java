package dev.sealedbid.enclave.session;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Opening;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.nitro.nsm.NsmException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Every session that this enclave holds. A restarted enclave holds none. */
public final class Sessions {
  private final EnclaveContext context;
  private final Measurements own;
  private final Map<SessionId, Session> sessions = new ConcurrentHashMap<>();
  private final Object opening = new Object();

  public Sessions(EnclaveContext context, Measurements own) {
    this.context = context;
    this.own = own;
  }

  /**
   * Opens a session of a random id. Nothing of it is seen before it is registered. The same terms
   * again give the opening of the session that is open under them already.
   */
  public AttestedStatement open(byte[] bytes) throws RefusedException {
    Instant now = context.clock().now();
    expire(now);
    Optional<Session> same = openUnder(Sha384.of(bytes), now);
    if (same.isPresent()) {
      // The parent died before it had kept the opening: the one session's opening, once more.
      return same.get().attestOpening(Optional.empty());
    }
    long terms = Footprint.terms(bytes.length);
    context.memory().reserve(terms);
    boolean opened = false;
    try {
      AttestedStatement attested = open(bytes, terms, now);
      opened = true;
      return attested;
    } finally {
      if (!opened) {
        context.memory().release(terms);
      }
    }
  }

  private AttestedStatement open(byte[] bytes, long held, Instant now) throws RefusedException {
    TermsDocument document = parse(bytes);
    requireOurs(document.terms());
    if (!now.isBefore(document.terms().closesAt())) {
      throw new RefusedException(ErrorCode.CLOSES_TOO_SOON);
    }
    long more = Footprint.session(document.terms());
    context.memory().reserve(more);
    boolean opened = false;
    try {
      AttestedStatement attested = open(document, held + more, now);
      opened = true;
      return attested;
    } finally {
      if (!opened) {
        context.memory().release(more);
      }
    }
  }

  private AttestedStatement open(TermsDocument document, long held, Instant now)
      throws RefusedException {
    String auctionId = document.terms().id();
    requireRoom(auctionId);
    SessionId id = SessionId.fromBytes(random());
    byte[] said = new Opening(auctionId, document.sha384(), id, now).encode();
    Session session = new Session(context, id, document, said, held, () -> sessions.remove(id));
    AttestedStatement attested = session.attestOpening(Optional.empty());
    synchronized (opening) {
      requireRoom(auctionId);
      sessions.put(id, session);
    }
    return attested;
  }

  /** The session of that id. */
  public Session get(SessionId id) throws RefusedException {
    Session session = sessions.get(id);
    if (session == null) {
      throw new RefusedException(ErrorCode.UNKNOWN_SESSION);
    }
    return session;
  }

  /** Voids every session whose time to resolve is over. */
  public void expire(Instant now) {
    sessions.values().forEach(session -> session.expire(now));
  }

  public boolean hasLive() {
    return sessions.values().stream().anyMatch(Session::isLive);
  }

  /** The live session under these very terms, while they could still be opened. */
  private Optional<Session> openUnder(Sha384 terms, Instant now) {
    return sessions.values().stream()
        .filter(session -> session.isLive() && session.isUnder(terms))
        .filter(session -> session.closesAfter(now))
        .findFirst();
  }

  private void requireOurs(Terms terms) throws RefusedException {
    if (!terms.measurements().equals(own)) {
      throw new RefusedException(ErrorCode.WRONG_MEASUREMENTS);
    }
    for (Buyer party : terms.parties()) {
      if (!context.regions().contains(KeyArn.parse(party.sheetKey()).region())) {
        throw new RefusedException(ErrorCode.UNKNOWN_REGION);
      }
    }
  }

  private void requireRoom(String auctionId) throws RefusedException {
    int live = 0;
    for (Session session : sessions.values()) {
      if (session.isLive()) {
        if (session.auctionId().equals(auctionId)) {
          throw new RefusedException(ErrorCode.SESSION_ALREADY_OPEN);
        }
        live++;
      }
    }
    if (live >= Limits.MAX_OPEN_SESSIONS) {
      throw new RefusedException(ErrorCode.TOO_MANY_SESSIONS);
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
