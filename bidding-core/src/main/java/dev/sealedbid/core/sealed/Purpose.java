package dev.sealedbid.core.sealed;

import dev.sealedbid.core.Identifiers;

/** What a sealed sheet is for: the value of {@code purpose} in its encryption context. */
public enum Purpose {
  /** A buyer's bid sheet. */
  SHEET("sheet"),
  /** A seller's sealed reserve. */
  RESERVE("reserve");

  private final String text;

  Purpose(String text) {
    this.text = text;
  }

  /** What that party's sheets are for. */
  public static Purpose of(String partyId) {
    return partyId.equals(Identifiers.SELLER) ? RESERVE : SHEET;
  }

  /** The text that stands in the encryption context and in key policies. */
  public String text() {
    return text;
  }
}
