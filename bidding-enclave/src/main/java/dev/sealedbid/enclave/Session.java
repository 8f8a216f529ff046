package dev.sealedbid.enclave;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.rules.SheetContent;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.KeyGone;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.protocol.ExpectedSheet;
import dev.sealedbid.protocol.Purpose;
import dev.sealedbid.protocol.SheetHeader;
import dev.sealedbid.protocol.SheetRefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One session of one auction: OPEN → RESOLVING → RESOLVED or VOID. It lives in memory only and ends
 * exactly once; {@code end} is written once, under the lock, and never changed.
 *
 * <p>The lock is never held over a call of the NSM or of KMS. Taking a sheet and freezing the box
 * happen under it, so a sheet is either in the frozen set or refused.
 */
final class Session {
  private final EnclaveContext context;
  private final SessionId id;
  private final Terms terms;
  private final Sha384 termsSha384;
  private final byte[] opening;
  private final Object lock = new Object();

  // All guarded by "lock".
  private final BallotBox box;
  private boolean frozen;
  private boolean resolving;
  private @Nullable Round round;
  private @Nullable SessionEnd end;
  private int acknowledged;

  /** What stopped the last round: whose keys gave which code. */
  private List<BuyerCode> lastStops = List.of();

  Session(EnclaveContext context, SessionId id, Terms terms, Sha384 termsSha384, byte[] opening) {
    this.context = context;
    this.id = id;
    this.terms = terms;
    this.termsSha384 = termsSha384;
    this.opening = opening.clone();
    this.box = new BallotBox(terms);
  }

  SessionId id() {
    return id;
  }

  String auctionId() {
    return terms.id();
  }

  boolean isUnder(Sha384 terms) {
    return termsSha384.equals(terms);
  }

  boolean isLive() {
    synchronized (lock) {
      return end == null;
    }
  }

  /** The opening's same bytes, attested again: only while the session is OPEN. */
  AttestedStatement attestOpening(Optional<byte[]> nonce) throws RefusedException {
    requireOpen();
    AttestedStatement attested = attest(StatementType.OPENING, opening, nonce);
    // A session that ended meanwhile isn't said to be alive.
    requireOpen();
    return attested;
  }

  /** Acknowledges a sheet; the same bytes again give the same acknowledgement, until the end. */
  AttestedStatement submit(String buyerId, byte[] ciphertext) throws RefusedException {
    Buyer buyer;
    synchronized (lock) {
      requireLive();
      buyer = box.buyer(buyerId);
    }
    SheetHeader header = check(ciphertext, buyer);
    SheetEntry entry = known(header.sha384());
    if (entry == null) {
      entry = take(header);
    }
    Acknowledgement acknowledgement =
        new Acknowledgement(
            terms.id(),
            id,
            entry.buyerId,
            entry.sha384,
            entry.revision,
            entry.sequence,
            entry.receivedAt);
    return attest(StatementType.ACKNOWLEDGEMENT, acknowledgement.encode(), Optional.empty());
  }

  /** Takes acknowledged sheets again, after the freeze. */
  int present(List<byte[]> ciphertexts) throws RefusedException {
    synchronized (lock) {
      requireLive();
      if (!frozen) {
        throw new RefusedException(ErrorCode.NOT_YET_CLOSED);
      }
      if (resolving) {
        throw new RefusedException(ErrorCode.SESSION_RESOLVING);
      }
      return box.present(ciphertexts);
    }
  }

  /**
   * Resolves as far as it goes: says which sheets are wanted, or how the session ended, or refuses
   * and may be asked again.
   */
  Reply resolve(Credentials credentials) throws RefusedException {
    if (!isLive()) {
      return ended(true);
    }
    Optional<List<Sha384>> begun = beginRound(context.clock().now());
    if (begun.isEmpty()) {
      return ended(false);
    }
    List<Sha384> wanted = begun.get();
    if (wanted.isEmpty()) {
      // From here on the round is this thread's to end, whatever has happened to the session since.
      try {
        wanted = openAndDecide(credentials);
      } finally {
        roundEnded();
      }
    }
    return wanted.isEmpty() ? ended(false) : new Reply.Wanted(wanted);
  }

  /** Ends the session without an outcome, unless it has one already. */
  Reply voidSession() throws RefusedException {
    boolean again;
    synchronized (lock) {
      again = end != null;
      if (!again) {
        endVoid(VoidReason.REQUESTED, List.of());
      }
    }
    return ended(again);
  }

  /** Past {@code resolveBy} the session is void unasked, also in the middle of a round. */
  void expire(Instant now) {
    synchronized (lock) {
      if (end == null && now.isAfter(terms.resolveBy())) {
        endVoid(VoidReason.RESOLVE_BY_PASSED, lastStops);
      }
    }
  }

  Reply status() {
    synchronized (lock) {
      SessionState state = frozen ? SessionState.RESOLVING : SessionState.OPEN;
      if (end != null) {
        return new Reply.StatusReply(end.state(), acknowledged, 0, 0);
      }
      return frozen
          ? new Reply.StatusReply(state, acknowledged, box.decided(), box.toOpen())
          : new Reply.StatusReply(state, acknowledged, 0, 0);
    }
  }

  private SheetHeader check(byte[] ciphertext, Buyer buyer) throws RefusedException {
    try {
      return SheetHeader.check(ciphertext, expected(buyer));
    } catch (SheetRefusedException e) {
      throw new RefusedException(e.code());
    }
  }

  private @Nullable SheetEntry known(Sha384 sha384) throws RefusedException {
    synchronized (lock) {
      requireLive();
      return box.find(sha384).orElse(null);
    }
  }

  /** Asks for the time now that the sheet is here complete, then takes it or not. */
  private SheetEntry take(SheetHeader header) throws RefusedException {
    Instant now = context.clock().now();
    synchronized (lock) {
      requireLive();
      Optional<SheetEntry> known = box.find(header.sha384());
      if (known.isPresent()) {
        return known.get();
      }
      if (frozen || !now.isBefore(terms.closesAt())) {
        throw new RefusedException(ErrorCode.CLOSED);
      }
      context.reserveSheet();
      try {
        SheetEntry entry = box.add(header, now);
        acknowledged++;
        return entry;
      } catch (RefusedException e) {
        context.releaseSheets(1);
        throw e;
      }
    }
  }

  /**
   * Freezes the box if that hasn't happened yet.
   *
   * @return nothing if the session has ended; the sheets that are wanted; or none, and then this
   *     thread alone resolves the session and must say {@link #roundEnded}
   */
  private Optional<List<Sha384>> beginRound(Instant now) throws RefusedException {
    synchronized (lock) {
      if (end == null) {
        freeze(now);
      }
      if (end != null) {
        return Optional.empty();
      }
      if (resolving) {
        throw new RefusedException(ErrorCode.SESSION_RESOLVING);
      }
      List<Sha384> wanted = box.wanted();
      resolving = wanted.isEmpty();
      return Optional.of(wanted);
    }
  }

  /** From OPEN to RESOLVING, or straight to a void. Under the lock. */
  private void freeze(Instant now) throws RefusedException {
    if (now.isAfter(terms.resolveBy())) {
      endVoid(VoidReason.RESOLVE_BY_PASSED, lastStops);
      return;
    }
    if (now.isBefore(terms.closesAt())) {
      throw new RefusedException(ErrorCode.NOT_YET_CLOSED);
    }
    if (frozen) {
      return;
    }
    frozen = true;
    box.freeze();
    List<BuyerCode> absent = box.requiredButAbsent(terms);
    if (!absent.isEmpty()) {
      endVoid(VoidReason.REQUIRED_PARTY_MISSING, absent);
    }
  }

  /**
   * One round.
   *
   * @return sheets that are wanted before it can go on; empty once the session has ended
   */
  private List<Sha384> openAndDecide(Credentials credentials) throws RefusedException {
    List<OpeningTask> tasks = tasks();
    if (!tasks.isEmpty()) {
      List<BuyerCode> stops = open(tasks, credentials);
      synchronized (lock) {
        if (end != null) {
          return List.of();
        }
        lastStops = stops;
        if (!stops.isEmpty()) {
          box.forgetKeyGone();
          throw new RefusedException(ErrorCode.KMS_REFUSED, stops);
        }
        if (!box.isDecided()) {
          return box.wanted();
        }
      }
    }
    decide();
    return List.of();
  }

  private List<BuyerCode> open(List<OpeningTask> tasks, Credentials credentials)
      throws RefusedException {
    try (RoundKms kms = context.roundKms(credentials)) {
      Round opening = context.round(kms);
      synchronized (lock) {
        if (end != null) {
          return List.of();
        }
        round = opening;
      }
      return opening.run(tasks, new Findings());
    }
  }

  private List<OpeningTask> tasks() {
    List<OpeningTask> tasks = new ArrayList<>();
    synchronized (lock) {
      for (BuyerBox buyer : box.openable()) {
        byte[] ciphertext = buyer.candidate().orElseThrow().ciphertext;
        if (ciphertext != null) {
          tasks.add(new OpeningTask(ciphertext, expected(buyer.buyer), terms.lots().size()));
        }
      }
    }
    return tasks;
  }

  /** Everything is opened: the end, under a document fresh after the last opening. */
  private void decide() throws RefusedException {
    Instant now = context.clock().now();
    synchronized (lock) {
      if (end != null) {
        return;
      }
      if (now.isAfter(terms.resolveBy())) {
        endVoid(VoidReason.RESOLVE_BY_PASSED, lastStops);
        return;
      }
      List<BuyerCode> gone = box.gone();
      if (!gone.isEmpty() && terms.keyGone() == KeyGone.ABORT) {
        endVoid(VoidReason.KEY_GONE, gone);
        return;
      }
      List<BuyerCode> missing = box.requiredButMissing(terms);
      if (!missing.isEmpty()) {
        endVoid(VoidReason.REQUIRED_PARTY_MISSING, missing);
        return;
      }
      byte[] outcome = Deciding.outcome(terms, termsSha384, id, box, now);
      end = SessionEnd.outcome(outcome);
      wipe();
    }
  }

  /** Under the lock. The statement's time is asked for once openings under way have ended. */
  private void endVoid(VoidReason reason, List<BuyerCode> buyers) {
    end = SessionEnd.voided(() -> voidStatement(reason, buyers));
    if (round != null) {
      round.cancel();
    }
    if (!resolving) {
      wipe();
    }
  }

  private byte[] voidStatement(VoidReason reason, List<BuyerCode> buyers) throws RefusedException {
    awaitNoRound();
    Instant now = context.clock().now();
    return new VoidStatement(terms.id(), id, termsSha384, now, reason, buyers).encode();
  }

  private void roundEnded() {
    synchronized (lock) {
      resolving = false;
      round = null;
      if (end != null) {
        wipe();
      }
      lock.notifyAll();
    }
  }

  private void awaitNoRound() throws RefusedException {
    synchronized (lock) {
      while (resolving) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new RefusedException(ErrorCode.BUSY);
        }
      }
    }
  }

  private void wipe() {
    context.releaseSheets(box.size());
    box.wipe();
  }

  private Reply ended(boolean again) throws RefusedException {
    SessionEnd reached;
    synchronized (lock) {
      reached = end;
    }
    if (reached == null) {
      throw new RefusedException(ErrorCode.INTERNAL);
    }
    return new Reply.Resolved(again, reached.attested(context.statements()));
  }

  private ExpectedSheet expected(Buyer buyer) {
    return new ExpectedSheet(
        Purpose.SHEET,
        terms.id(),
        id,
        termsSha384,
        buyer.id(),
        buyer.sheetKey(),
        terms.sheetLength());
  }

  private AttestedStatement attest(StatementType type, byte[] bytes, Optional<byte[]> nonce)
      throws RefusedException {
    try {
      return context.statements().attest(type, bytes, nonce);
    } catch (NsmException e) {
      throw new RefusedException(ErrorCode.NSM_FAILED);
    }
  }

  private void requireLive() throws RefusedException {
    if (end != null) {
      throw new RefusedException(end.code());
    }
  }

  private void requireOpen() throws RefusedException {
    synchronized (lock) {
      requireLive();
      if (frozen) {
        throw new RefusedException(ErrorCode.SESSION_RESOLVING);
      }
    }
  }

  /** Where openings report to. A session that has ended takes nothing any more. */
  private final class Findings implements Round.Findings {
    @Override
    public boolean opened(String buyerId, BidSheet sheet) {
      synchronized (lock) {
        BuyerBox buyer = live(buyerId);
        if (buyer == null) {
          sheet.close();
          return true;
        }
        if (SheetContent.check(terms, buyerId, sheet).isPresent()) {
          sheet.close();
          return buyer.malformed(SheetContent.OUTCOME_CODE);
        }
        return buyer.opened(sheet);
      }
    }

    @Override
    public boolean malformed(String buyerId) {
      synchronized (lock) {
        BuyerBox buyer = live(buyerId);
        return buyer == null || buyer.malformed(SheetContent.OUTCOME_CODE);
      }
    }

    @Override
    public void invalid(String buyerId, String code) {
      synchronized (lock) {
        BuyerBox buyer = live(buyerId);
        if (buyer != null) {
          buyer.invalid(BuyerCode.wellFormed(code));
        }
      }
    }

    @Override
    public void keyGone(String buyerId, String code) {
      synchronized (lock) {
        BuyerBox buyer = live(buyerId);
        if (buyer != null) {
          buyer.keyGone(BuyerCode.wellFormed(code));
        }
      }
    }

    private @Nullable BuyerBox live(String buyerId) {
      try {
        return end == null ? box.box(buyerId) : null;
      } catch (RefusedException e) {
        return null;
      }
    }
  }
}
