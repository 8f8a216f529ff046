package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.BuyerBuckets;
import dev.sealedbid.parent.storage.SessionArchive;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts parties' sheets into the box, the seller's like a buyer's. The order is what makes an
 * acknowledgement worth something: the copy is in the bucket before the enclave sees the sheet, and
 * the acknowledgement is there before the buyer sees it. What the enclave would refuse by its form,
 * or for being late, is refused before it is copied: else refused sheets would fill the bucket.
 */
final class Submissions {
  private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

  private final SessionArchive archive;
  private final Sessions sessions;
  private final BuyerBuckets buckets;
  private final Enclave enclave;
  private final InstantSource clock;

  Submissions(
      SessionArchive archive,
      Sessions sessions,
      BuyerBuckets buckets,
      Enclave enclave,
      InstantSource clock) {
    this.archive = archive;
    this.sessions = sessions;
    this.buckets = buckets;
    this.enclave = enclave;
    this.clock = clock;
  }

  /**
   * A sheet in the box.
   *
   * @param acknowledgement its acknowledgement
   * @param created whether it came there by this call
   */
  record Submitted(AttestedStatement acknowledgement, boolean created) {}

  Submitted submit(String auctionId, String buyerId, Sha384 sheet, Optional<String> versionId) {
    Session session = sessions.latest(auctionId);
    Buyer buyer = session.party(buyerId).orElseThrow(() -> unknownBuyer(session, buyerId));
    Optional<AttestedStatement> known = known(session, buyerId, sheet);
    if (known.isPresent()) {
      return new Submitted(known.get(), false);
    }
    byte[] ciphertext = fetch(session, buyer, sheet, versionId);
    archive.keepSheet(session.place(), buyerId, sheet, ciphertext);
    try {
      AttestedStatement kept = acknowledge(session, buyerId, sheet, ciphertext);
      LOG.info("acknowledged auction={} session={} buyer={}", auctionId, session.id(), buyerId);
      return new Submitted(kept, true);
    } catch (EnclaveRefusedException e) {
      throw SessionEnds.problem(session, e);
    }
  }

  /** A sheet of which a copy may be kept. */
  private byte[] fetch(Session session, Buyer buyer, Sha384 sheet, Optional<String> versionId) {
    boolean copied = session.hasCopy(buyer.id(), sheet);
    // A copied sheet may be in the box since before closing, its acknowledgement lost on the way.
    if (!copied && !clock.instant().isBefore(session.terms().terms().closesAt())) {
      throw ProblemException.of(
          ErrorCode.CLOSED,
          "Auction "
              + session.auctionId()
              + " closed at "
              + session.terms().terms().closesAt()
              + ".");
    }
    byte[] ciphertext = buckets.fetch(buyer, sheet, versionId);
    requireForm(session, buyer, ciphertext);
    if (!session.takeCopy(buyer.id(), sheet)) {
      throw ProblemException.of(
          ErrorCode.BOX_FULL,
          Limits.MAX_SHEETS_PER_BUYER + " other sheets of " + buyer.id() + " are kept already.");
    }
    return ciphertext;
  }

  private static void requireForm(Session session, Buyer buyer, byte[] ciphertext) {
    try {
      SheetHeader.check(ciphertext, ExpectedSheet.of(session.terms(), session.id(), buyer));
    } catch (SheetRefusedException e) {
      throw ProblemException.of(
          e.code(), "The sheet of " + buyer.id() + " is refused: " + e.getMessage() + ".");
    }
  }

  /** Has a sheet acknowledged whose copy is kept, and keeps the acknowledgement. */
  AttestedStatement acknowledge(Session session, String buyerId, Sha384 sheet, byte[] ciphertext) {
    AttestedStatement attested = enclave.submit(session.id(), buyerId, ciphertext);
    Acknowledgement acknowledgement =
        Statements.acknowledgement(attested, session.place(), buyerId, sheet);
    AttestedStatement kept =
        archive.keepAcknowledgement(session.place(), acknowledgement.sequence(), attested);
    session.add(acknowledgement);
    return kept;
  }

  private Optional<AttestedStatement> known(Session session, String buyerId, Sha384 sheet) {
    Optional<Session.Known> known = session.known(sheet);
    if (known.isPresent() && !known.get().party().equals(buyerId)) {
      // What the enclave would say: no key serves two parties.
      throw ProblemException.of(
          ErrorCode.SHEET_WRONG_KEY,
          "Sheet " + sheet + " is acknowledged as another party's, not as one of " + buyerId + ".");
    }
    return known.flatMap(theirs -> archive.acknowledgement(session.place(), theirs.sequence()));
  }

  private static ProblemException unknownBuyer(Session session, String buyerId) {
    return ProblemException.of(
        ErrorCode.UNKNOWN_BUYER,
        "The terms of " + session.auctionId() + " list no buyer " + buyerId + ".");
  }
}
