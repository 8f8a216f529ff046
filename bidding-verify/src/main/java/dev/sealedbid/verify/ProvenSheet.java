package dev.sealedbid.verify;

import dev.sealedbid.core.sheet.BidSheet;

/**
 * A sheet that its party has proved. Its content is what the party sealed; {@link #used} says
 * whether it is the one that the outcome rests on. {@link #close} wipes it.
 */
public final class ProvenSheet implements AutoCloseable {
  private final String buyerId;
  private final BidSheet sheet;
  private final boolean used;

  ProvenSheet(String buyerId, BidSheet sheet, boolean used) {
    this.buyerId = buyerId;
    this.sheet = sheet;
    this.used = used;
  }

  /** Whose sheet it is. */
  public String buyerId() {
    return buyerId;
  }

  /** What was sealed. */
  public BidSheet sheet() {
    return sheet;
  }

  /**
   * Whether the outcome used this sheet. If not, it was acknowledged, and a higher revision or
   * nothing of this party's was used.
   */
  public boolean used() {
    return used;
  }

  @Override
  public void close() {
    sheet.close();
  }

  @Override
  public String toString() {
    return "ProvenSheet[" + buyerId + "]";
  }
}
