package dev.sealedbid.core.rules;

import dev.sealedbid.core.sheet.BidSheet;

/**
 * A party's sheet that counts. Secret as the sheet is.
 *
 * @param buyerId a listed buyer, or {@code seller}
 * @param sheet of kind BID, the seller's of kind RESERVE; {@link SheetContent#check} has found its
 *     content good
 * @param sequence the number of its acknowledgement, from 1 on
 */
public record CountedSheet(String buyerId, BidSheet sheet, long sequence) {
  /** The party, and nothing of the sheet. */
  @Override
  public String toString() {
    return "CountedSheet[" + buyerId + "]";
  }
}
