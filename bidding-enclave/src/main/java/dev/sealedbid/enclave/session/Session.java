package dev.sealedbid.enclave.session;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.rules.SheetContent;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
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
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.round.OpeningTask;
import dev.sealedbid.enclave.round.Round;
import dev.sealedbid.enclave.round.RoundKms;
import dev.sealedbid.nitro.nsm.NsmException;
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
public final class Session {
  /** The code of a party about whose sheets too many answers came that weren't KMS's. */
  private static final String GIVEN_UP = "ForgedAnswers";

  private final EnclaveContext context;
  private final SessionId id;
  private final String auctionId;
  private final Sha384 termsSha384;
  private final byte[] opening;
  private final Runnable forget;
  private final Object lock = new Object();

  // All guarded by "lock"; "end" is read without it, too.
  private final BallotBox box;
  private @Nullable TermsDocument document;
  private boolean frozen;
  private boolean resolving;
  private @Nullable Round round;
  private volatile @Nullable SessionEnd end;
  private int acknowledged;

  /** Bytes of the enclave's memory that are set aside for this session. */
  private long held;

  /** What stopped the last round: whose keys gave which code. */
  private List<BuyerCode> lastStops = List.of();

  /**
   * A session that is OPEN.
   *
   * @param held what was set aside for its terms; from here on the session's to release
   * @param forget drops the session once it has ended and its memory is needed
   */
  Session(
      EnclaveContext context,
      SessionId id,
      TermsDocument document,
      byte[] opening,
      long held,
      Runnable forget) {
    this.context = context;
    this.id = id;
    this.auctionId = document.terms().id();
    this.document = document;
    this.termsSha384 = document.sha384();
    this.opening = opening.clone();
    this.box = new BallotBox(document.terms());
    this.held = held;
    this.forget = forget;
  }

  SessionId id() {
    return id;
  }

  String auctionId() {
    return auctionId;
  }

  boolean isUnder(Sha384 terms) {
    return termsSha384.equals(terms);
  }

  boolean isLive() {
    return end == null;
  }

  /** Whether sheets may still come, at that time. */
  boolean closesAfter(Instant now) {
    synchronized (lock) {
      return document != null && now.isBefore(document.terms().closesAt());
    }
  }

  /** The opening's same bytes, attested again: only while the session is OPEN. */
  public AttestedStatement attestOpening(Optional<byte[]> nonce) throws RefusedException {
    requireOpen();
    AttestedStatement attested = attest(StatementType.OPENING, opening, nonce);
    // A session that ended meanwhile isn't said to be alive.
    requireOpen();
    return attested;
  }

  /** Acknowledges a sheet; the same bytes again give the same acknowledgement, until the end. */
  public AttestedStatement submit(String buyerId, byte[] ciphertext) throws RefusedException {
    ExpectedSheet expected;
    synchronized (lock) {
      expected = ExpectedSheet.of(live(), id, box.buyer(buyerId));
    }
    SheetHeader header = check(ciphertext, expected);
    SheetEntry entry = known(header.sha384());
    if (entry == null) {
      entry = take(header, ciphertext.length);
    }
    Acknowledgement acknowledgement =
        new Acknowledgement(
            auctionId,
            id,
            entry.buyerId,
            entry.sha384,
            entry.revision,
            entry.sequence,
            entry.receivedAt);
    return attest(StatementType.ACKNOWLEDGEMENT, acknowledgement.encode(), Optional.empty());
  }

  /** Takes acknowledged sheets again, after the freeze. */
  public int present(List<byte[]> ciphertexts) throws RefusedException {
    synchronized (lock) {
      live();
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
  public Reply resolve(Credentials credentials) throws RefusedException {
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
  public Reply voidSession() throws RefusedException {
    if (isLive()) {
      context.clock().now();
    }
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
      TermsDocument live = document;
      if (live != null && end == null && now.isAfter(live.terms().resolveBy())) {
        endVoid(VoidReason.RESOLVE_BY_PASSED, lastStops);
      }
    }
  }

  /** Award messages from a place on, once there is an outcome. */
  public Reply awards(int first) throws RefusedException {
    SessionEnd reached = end;
    if (reached == null) {
      throw new RefusedException(ErrorCode.NO_OUTCOME);
    }
    awaitNoRound();
    return reached.awards(first);
  }

  public Reply status() {
    synchronized (lock) {
      SessionEnd reached = end;
      if (reached != null) {
        return new Reply.StatusReply(reached.state(), acknowledged, 0, 0);
      }
      return frozen
          ? new Reply.StatusReply(SessionState.RESOLVING, acknowledged, box.decided(), box.toOpen())
          : new Reply.StatusReply(SessionState.OPEN, acknowledged, 0, 0);
    }
  }

  private static SheetHeader check(byte[] ciphertext, ExpectedSheet expected)
      throws RefusedException {
    try {
      return SheetHeader.check(ciphertext, expected);
    } catch (SheetRefusedException e) {
      throw new RefusedException(e.code());
    }
  }

  private @Nullable SheetEntry known(Sha384 sha384) throws RefusedException {
    synchronized (lock) {
      live();
      return box.find(sha384).orElse(null);
    }
  }

  /** Asks for the time now that the sheet is here complete, then takes it or not. */
  private SheetEntry take(SheetHeader header, int length) throws RefusedException {
    Instant now = context.clock().now();
    synchronized (lock) {
      Terms live = live().terms();
      Optional<SheetEntry> known = box.find(header.sha384());
      if (known.isPresent()) {
        return known.get();
      }
      if (frozen || !now.isBefore(live.closesAt())) {
        throw new RefusedException(ErrorCode.CLOSED);
      }
      box.requireRoom(header.context().buyerId());
      reserve(Footprint.SHEET);
      SheetEntry entry = box.add(header, length, now);
      acknowledged++;
      return entry;
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
      TermsDocument live = document;
      if (live != null && end == null) {
        freeze(live.terms(), now);
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
  private void freeze(Terms live, Instant now) throws RefusedException {
    if (now.isAfter(live.resolveBy())) {
      endVoid(VoidReason.RESOLVE_BY_PASSED, lastStops);
      return;
    }
    if (now.isBefore(live.closesAt())) {
      throw new RefusedException(ErrorCode.NOT_YET_CLOSED);
    }
    if (frozen) {
      return;
    }
    List<BuyerCode> absent = box.requiredButAbsent(live);
    if (!absent.isEmpty()) {
      frozen = true;
      endVoid(VoidReason.REQUIRED_PARTY_MISSING, absent);
      return;
    }
    // All that this session can ever need from here on, or nothing: rounds never wait half done for
    // one another's memory.
    reserve(box.roundFootprint(live));
    frozen = true;
    box.freeze();
  }

  /**
   * One round.
   *
   * @return sheets that are wanted before it can go on; empty once the session has ended
   */
  private List<Sha384> openAndDecide(Credentials credentials) throws RefusedException {
    List<BuyerCode> stops = givenUp();
    List<OpeningTask> tasks = tasks();
    if (!tasks.isEmpty() || !stops.isEmpty()) {
      stops.addAll(tasks.isEmpty() ? List.of() : open(tasks, credentials));
      if (!stops.isEmpty()) {
        stopped(stops);
        return List.of();
      }
      synchronized (lock) {
        if (end != null) {
          return List.of();
        }
        lastStops = List.of();
        if (!box.isDecided()) {
          return box.wanted();
        }
      }
    }
    decide();
    return List.of();
  }

  /**
   * A round that decides nothing may be tried again, unless it was too late: KMS's window closes
   * with {@code resolveBy}, and its refusal then isn't about any key.
   */
  private void stopped(List<BuyerCode> stops) throws RefusedException {
    synchronized (lock) {
      if (end != null) {
        return;
      }
      lastStops = stops;
      box.forgetKeyGone();
    }
    expire(context.clock().now());
    if (isLive()) {
      throw new RefusedException(ErrorCode.KMS_REFUSED, stops);
    }
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

  /** Parties of whose sheets none is opened any more, because somebody answered in KMS's place. */
  private List<BuyerCode> givenUp() {
    List<BuyerCode> parties = new ArrayList<>();
    synchronized (lock) {
      if (end == null) {
        for (BuyerBox buyer : box.openable()) {
          if (buyer.isGivenUp()) {
            parties.add(new BuyerCode(buyer.buyer.id(), GIVEN_UP));
          }
        }
      }
    }
    return parties;
  }

  private List<OpeningTask> tasks() {
    List<OpeningTask> tasks = new ArrayList<>();
    synchronized (lock) {
      TermsDocument live = document;
      if (live == null || end != null) {
        return List.of();
      }
      for (BuyerBox buyer : box.openable()) {
        byte[] ciphertext = buyer.candidate().orElseThrow().ciphertext;
        if (ciphertext != null && !buyer.isGivenUp()) {
          tasks.add(task(live, ciphertext, buyer.buyer));
        }
      }
    }
    return tasks;
  }

  private OpeningTask task(TermsDocument live, byte[] ciphertext, Buyer party) {
    return new OpeningTask(
        ciphertext, ExpectedSheet.of(live, id, party), live.terms().lots().size());
  }

  /** Everything is opened: the end, under a document fresh after the last opening. */
  private void decide() throws RefusedException {
    Instant now = context.clock().now();
    Deciding deciding;
    synchronized (lock) {
      if (document == null || end != null) {
        return;
      }
      Terms live = document.terms();
      if (now.isAfter(live.resolveBy())) {
        endVoid(VoidReason.RESOLVE_BY_PASSED, lastStops);
        return;
      }
      List<BuyerCode> gone = box.gone();
      if (!gone.isEmpty() && live.keyGone() == KeyGone.ABORT) {
        endVoid(VoidReason.KEY_GONE, gone);
        return;
      }
      List<BuyerCode> missing = box.requiredButMissing(live);
      if (!missing.isEmpty()) {
        endVoid(VoidReason.REQUIRED_PARTY_MISSING, missing);
        return;
      }
      deciding = new Deciding(document, id, box, now);
    }
    SessionEnd outcome = sealed(deciding);
    synchronized (lock) {
      // A void meanwhile stands, and nobody has seen what is thrown away here.
      if (end == null) {
        end = outcome;
      }
    }
  }

  private SessionEnd sealed(Deciding deciding) throws RefusedException {
    try {
      return deciding.end(context.awards());
    } catch (RefusedException e) {
      synchronized (lock) {
        lastStops = e.buyers();
      }
      throw e;
    }
  }

  /**
   * Under the lock. The statement's time is the latest that the enclave's clock has said: whoever
   * ends a session has just asked it, and nothing that this session acknowledged is later.
   */
  private void endVoid(VoidReason reason, List<BuyerCode> buyers) {
    Instant now = context.clock().latest();
    end =
        SessionEnd.voided(
            new VoidStatement(auctionId, id, termsSha384, now, reason, buyers).encode());
    if (round != null) {
      round.cancel();
    }
    if (!resolving) {
      wipe();
    }
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

  /** The session has ended, and no opening is under way: only its end is left. */
  private void wipe() {
    box.wipe();
    document = null;
    lastStops = List.of();
    long kept = end == null ? 0 : end.footprint();
    context.memory().release(held - kept);
    held = kept;
    context.memory().remember(kept, forget);
  }

  private void reserve(long bytes) throws RefusedException {
    context.memory().reserve(bytes);
    held += bytes;
  }

  /** How the session ended, once openings under way have ended and what they opened is wiped. */
  private Reply ended(boolean again) throws RefusedException {
    awaitNoRound();
    SessionEnd reached = end;
    if (reached == null) {
      throw new RefusedException(ErrorCode.INTERNAL);
    }
    return new Reply.Resolved(again, reached.attested(context.statements()));
  }

  private AttestedStatement attest(StatementType type, byte[] bytes, Optional<byte[]> nonce)
      throws RefusedException {
    try {
      return context.statements().attest(type, bytes, nonce);
    } catch (NsmException e) {
      throw new RefusedException(ErrorCode.NSM_FAILED);
    }
  }

  /** The terms of a session that hasn't ended. Under the lock. */
  private TermsDocument live() throws RefusedException {
    SessionEnd reached = end;
    if (reached != null || document == null) {
      throw new RefusedException(reached == null ? ErrorCode.INTERNAL : reached.code());
    }
    return document;
  }

  private void requireOpen() throws RefusedException {
    synchronized (lock) {
      live();
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
        if (buyer == null || document == null) {
          sheet.close();
          return true;
        }
        if (SheetContent.check(document.terms(), buyerId, sheet).isPresent()) {
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

    @Override
    public void forged(String buyerId) {
      synchronized (lock) {
        BuyerBox buyer = live(buyerId);
        if (buyer != null) {
          buyer.forged();
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
