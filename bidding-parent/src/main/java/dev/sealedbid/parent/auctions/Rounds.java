package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.parent.auctions.SessionEnds.End;
import dev.sealedbid.parent.credentials.DecryptCredentials;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.parent.storage.StoredObject;
import dev.sealedbid.rest.ParentCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves and voids. A round may be cut off anywhere and asked for again: the enclave ends a
 * session once and gives the same end again, and what is kept is never overwritten.
 */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  // At most each buyer's next lower revision is wanted at a time; a few more for what arrived late.
  private static final int MAX_WANTED = Limits.MAX_SHEETS_PER_BUYER + 4;

  private final SessionArchive archive;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Submissions submissions;
  private final Enclave enclave;
  private final DecryptCredentials credentials;
  private final BucketCalls bucket;
  private final AuctionLocks locks;
  private final Receipts receipts;

  Rounds(
      SessionArchive archive,
      Sessions sessions,
      SessionEnds ends,
      Submissions submissions,
      Enclave enclave,
      DecryptCredentials credentials,
      BucketCalls bucket,
      AuctionLocks locks,
      Receipts receipts) {
    this.archive = archive;
    this.sessions = sessions;
    this.ends = ends;
    this.submissions = submissions;
    this.enclave = enclave;
    this.credentials = credentials;
    this.bucket = bucket;
    this.locks = locks;
    this.receipts = receipts;
  }

  Resolution resolve(String auctionId) {
    return locks.alone(auctionId, () -> round(auctionId));
  }

  private Resolution round(String auctionId) {
    Session session = sessions.latest(auctionId);
    Optional<StoredObject> receipt = archive.receipt(auctionId);
    if (receipt.isPresent()) {
      return new Resolution(receipt.get(), false);
    }
    End end = ends.kept(session).orElseGet(() -> end(session));
    AttestedStatement outcome =
        end.outcome().orElseThrow(() -> voided(session, end.voidStatement().orElseThrow()));
    return keepReceipt(session, outcome);
  }

  private static ProblemException voided(Session session, AttestedStatement statement) {
    return ProblemException.voided(statement, Statements.voided(statement, session.place()));
  }

  private Resolution keepReceipt(Session session, AttestedStatement outcome) {
    boolean created = receipts.keep(session, outcome);
    if (created) {
      LOG.info("resolved auction={} session={}", session.auctionId(), session.id());
    }
    return new Resolution(receipt(session.auctionId()), created);
  }

  /**
   * The receipt.
   *
   * @throws ProblemException NOT_RESOLVED, or NO_SUCH_AUCTION
   */
  StoredObject receipt(String auctionId) {
    return archive
        .receipt(auctionId)
        .orElseThrow(
            () ->
                ProblemException.of(
                    ParentCode.NOT_RESOLVED,
                    "Auction " + sessions.latest(auctionId).auctionId() + " has no receipt yet."));
  }

  /**
   * An award message, byte for byte as the enclave sealed it. There is one for each award key of
   * the terms, won or not, once the outcome is kept.
   *
   * @throws ProblemException NOT_RESOLVED, NO_SUCH_AWARD, or NO_SUCH_AUCTION
   */
  byte[] award(String auctionId, String recipient) {
    Session session = sessions.latest(auctionId);
    if (!archive.hasOutcome(session.place())) {
      throw ProblemException.of(
          ParentCode.NOT_RESOLVED, "Auction " + auctionId + " has no outcome yet, and no awards.");
    }
    return archive
        .award(session.place(), recipient)
        .orElseThrow(
            () ->
                ProblemException.of(
                    ParentCode.NO_SUCH_AWARD,
                    "Auction " + auctionId + " has no award message for " + recipient + "."));
  }

  private End end(Session session) {
    try {
      return ends.keep(session, ask(session));
    } catch (EnclaveRefusedException e) {
      LOG.info(
          "round stopped auction={} session={} code={} buyers={}",
          session.auctionId(),
          session.id(),
          e.code(),
          e.buyers());
      throw SessionEnds.problem(session, e);
    }
  }

  private AttestedStatement ask(Session session) {
    Reply.StatusReply status = enclave.status(session.id());
    return switch (status.state()) {
      case RESOLVED, VOID -> enclave.end(session.id());
      case OPEN, RESOLVING -> open(session);
    };
  }

  private AttestedStatement open(Session session) {
    try (Credentials secret = credentials.forSession(session.id())) {
      Map<Sha384, Set<String>> copies = Map.of();
      for (int asked = 0; asked <= MAX_WANTED; asked++) {
        Reply reply = enclave.resolve(session.id(), secret);
        if (reply instanceof Reply.Resolved resolved) {
          return resolved.outcomeOrVoid();
        }
        if (reply instanceof Reply.Wanted wanted) {
          copies = copies.isEmpty() ? archive.sheets(session.place()) : copies;
          recoverAcknowledgements(session, wanted.sheets(), copies);
          present(session, wanted.sheets(), copies);
        }
      }
      throw ProblemException.of(
          ParentCode.ENCLAVE_PROTOCOL, "The enclave wants the same sheets again and again.");
    } catch (EnclaveRefusedException e) {
      return switch (e.code()) {
        // The session ended while we asked, or its time ran out: have its statement.
        case VOIDED, ALREADY_RESOLVED, RESOLVE_BY_PASSED -> enclave.end(session.id());
        default -> throw e;
      };
    }
  }

  private void present(Session session, List<Sha384> wanted, Map<Sha384, Set<String>> copies) {
    for (int from = 0; from < wanted.size(); from += Limits.MAX_PRESENTED) {
      List<Sha384> batch =
          wanted.subList(from, Math.min(wanted.size(), from + Limits.MAX_PRESENTED));
      List<byte[]> sheets =
          bucket.map(
              batch,
              sha384 ->
                  archive.sheet(session.place(), copies.getOrDefault(sha384, Set.of()), sha384));
      enclave.present(session.id(), sheets);
    }
  }

  // A parent that died between the enclave's acknowledgement and the bucket left a copy without its
  // acknowledgement. The enclave names every sheet in its box when it wants them, and gives the
  // same
  // acknowledgement again: before the sheet is presented, so that the receipt is complete.
  private void recoverAcknowledgements(
      Session session, List<Sha384> wanted, Map<Sha384, Set<String>> copies) {
    List<Sha384> missing = wanted.stream().filter(sheet -> session.known(sheet).isEmpty()).toList();
    bucket.map(
        missing,
        sheet -> recoverAcknowledgement(session, sheet, copies.getOrDefault(sheet, Set.of())));
  }

  /** In whose name the sheet was acknowledged, only the enclave knows. */
  private Sha384 recoverAcknowledgement(Session session, Sha384 sheet, Set<String> parties) {
    byte[] ciphertext = archive.sheet(session.place(), parties, sheet);
    for (String party : parties) {
      try {
        submissions.acknowledge(session, party, sheet, ciphertext);
        return sheet;
      } catch (EnclaveRefusedException e) {
        // The copy of somebody who submitted it in another's name, by a parent that kept it first.
        LOG.debug("not acknowledged: {}", e.code());
      }
    }
    throw ProblemException.of(
        ParentCode.ENCLAVE_PROTOCOL, "The enclave wants a sheet that it acknowledges to nobody.");
  }

  /**
   * A voided session.
   *
   * @param statement its void statement, the earlier one if there was one
   * @param reason the auctioneer's own words that are kept beside it
   */
  record Voided(AttestedStatement statement, Optional<String> reason) {}

  /**
   * Ends the latest session without an outcome.
   *
   * @param reason the auctioneer's own words; the first ones stay
   * @throws ProblemException ALREADY_RESOLVED if there is an outcome
   */
  Voided voidSession(String auctionId, Optional<String> reason) {
    Session session = sessions.latest(auctionId);
    End end = ends.kept(session).orElseGet(() -> voided(session));
    AttestedStatement statement =
        end.voidStatement()
            .orElseThrow(
                () ->
                    ProblemException.of(
                        ErrorCode.ALREADY_RESOLVED,
                        "Session " + session.id() + " has an outcome and can't be voided."));
    VoidReason why = Statements.voided(statement, session.place()).reason();
    Optional<String> words = Optional.empty();
    if (why == VoidReason.REQUESTED) {
      words =
          reason
              .map(text -> archive.keepVoidReason(session.place(), text))
              .or(() -> archive.voidReason(session.place()));
    }
    LOG.info(
        "void auction={} session={} because={} reason=\"{}\"",
        auctionId,
        session.id(),
        why,
        words.orElse(""));
    return new Voided(statement, words);
  }

  private End voided(Session session) {
    try {
      return ends.keep(session, enclave.end(session.id()));
    } catch (EnclaveRefusedException e) {
      throw SessionEnds.problem(session, e);
    }
  }
}
