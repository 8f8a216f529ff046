package dev.sealedbid.core.sealed;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.TermsDocument;

/**
 * What a buyer's sheet must look like from outside in one session of one auction. Everything here
 * comes from the terms and the session, nothing from the sheet.
 *
 * @param purpose a bid sheet or a sealed reserve
 * @param auctionId the auction's id
 * @param sessionId the session
 * @param termsSha384 SHA-384 of the terms' bytes
 * @param buyerId whose sheet it is
 * @param keyArn the one KMS key that may have sealed it: the buyer's sheet key in the terms
 * @param sheetLength the length in bytes of every plaintext sheet of the auction
 */
public record ExpectedSheet(
    Purpose purpose,
    String auctionId,
    SessionId sessionId,
    Sha384 termsSha384,
    String buyerId,
    String keyArn,
    int sheetLength) {

  /**
   * What a sheet of {@code party} must look like in {@code session} under {@code terms}: a bid
   * sheet, or the sealed reserve if it is the seller.
   */
  public static ExpectedSheet of(TermsDocument terms, SessionId session, Buyer party) {
    return new ExpectedSheet(
        Purpose.of(party.id()),
        terms.terms().id(),
        session,
        terms.sha384(),
        party.id(),
        party.sheetKey(),
        terms.terms().sheetLength());
  }

  /** The context of this buyer's sheet of one revision. */
  public SheetContext context(long revision) {
    return new SheetContext(purpose, auctionId, sessionId, termsSha384, buyerId, revision);
  }
}
