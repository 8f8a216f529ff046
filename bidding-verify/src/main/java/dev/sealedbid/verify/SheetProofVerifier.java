package dev.sealedbid.verify;

import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.MalformedSheetException;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.DataKey;
import dev.sealedbid.protocol.SheetOpener;
import dev.sealedbid.protocol.SheetOpeningException;
import dev.sealedbid.verify.ProofRefusedException.Reason;
import java.util.Arrays;
import java.util.Optional;

/**
 * Verifies proofs of sheets against an outcome, offline: no KMS is asked.
 *
 * <p>A sealed sheet in its one form commits to its data key, so exactly one data key opens the
 * ciphertext whose digest the outcome names, and it opens to exactly one sheet: what a proof shows
 * is what its party sealed. A message of another suite could be made to open differently under
 * different keys, and is refused.
 */
public final class SheetProofVerifier {
  private final SheetOpener opener = new SheetOpener();

  /**
   * Opens a proof.
   *
   * @param terms the terms of a verified receipt
   * @param outcome its outcome
   * @return the sheet; the caller closes it
   * @throws ProofRefusedException with the first check that fails
   */
  public ProvenSheet open(SheetProof proof, TermsDocument terms, Outcome outcome)
      throws ProofRefusedException {
    requireSession(proof, outcome);
    Buyer party =
        terms
            .terms()
            .party(proof.buyerId())
            .orElseThrow(
                () ->
                    new ProofRefusedException(
                        Reason.UNKNOWN_BUYER, "the terms list no " + proof.buyerId()));
    requireAcknowledged(proof, outcome);
    byte[] plaintext = decrypt(proof, ExpectedSheet.of(terms, outcome.sessionId(), party));
    try {
      BidSheet sheet = BidSheet.decode(plaintext, terms.terms().lots().size());
      return new ProvenSheet(party.id(), sheet, isUsed(proof, outcome));
    } catch (MalformedSheetException e) {
      throw new ProofRefusedException(
          Reason.MALFORMED, "what was sealed is no bid sheet: " + e.getMessage(), e);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private static void requireSession(SheetProof proof, Outcome outcome)
      throws ProofRefusedException {
    if (!proof.auctionId().equals(outcome.auctionId())
        || !proof.sessionId().equals(outcome.sessionId())) {
      throw new ProofRefusedException(
          Reason.OTHER_SESSION,
          "a proof of auction "
              + proof.auctionId()
              + ", session "
              + proof.sessionId()
              + "; the outcome is of "
              + outcome.auctionId()
              + ", "
              + outcome.sessionId());
    }
  }

  private static void requireAcknowledged(SheetProof proof, Outcome outcome)
      throws ProofRefusedException {
    boolean acknowledged =
        outcome.acknowledged().stream()
            .anyMatch(
                sheet ->
                    sheet.sheetSha384().equals(proof.sheetSha384())
                        && sheet.buyerId().equals(proof.buyerId()));
    if (!acknowledged) {
      throw new ProofRefusedException(
          Reason.NOT_ACKNOWLEDGED,
          "sheet " + proof.sheetSha384() + " is no acknowledged one of " + proof.buyerId());
    }
  }

  private byte[] decrypt(SheetProof proof, ExpectedSheet expected) throws ProofRefusedException {
    try (DataKey dataKey = proof.dataKey()) {
      return opener.open(new GivenDataKey(dataKey), proof.ciphertext(), expected);
    } catch (SheetRefusedException e) {
      throw new ProofRefusedException(Reason.NOT_CANONICAL, String.valueOf(e.getMessage()), e);
    } catch (SheetOpeningException e) {
      throw new ProofRefusedException(
          Reason.WRONG_DATA_KEY, "the data key doesn't open sheet " + proof.sheetSha384(), e);
    }
  }

  private static boolean isUsed(SheetProof proof, Outcome outcome) {
    for (BuyerResult result : outcome.buyers()) {
      if (result.buyerId().equals(proof.buyerId())) {
        return result.sheetSha384().equals(Optional.of(proof.sheetSha384()));
      }
    }
    return false;
  }
}
