package dev.sealedbid.core.rules;

import dev.sealedbid.core.sheet.BidSheet;

/**
 * A buyer's sheet that counts. Secret as the sheet is.
 *
 * @param buyerId a listed buyer
 * @param sheet of kind BID, whose content {@link SheetContent#check} has found good
 */
public record CountedSheet(String buyerId, BidSheet sheet) {
  /** The buyer, and nothing of the sheet. */
  @Override
  public String toString() {
    return "CountedSheet[" + buyerId + "]";
  }
}
