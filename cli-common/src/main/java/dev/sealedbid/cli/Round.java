package dev.sealedbid.cli;

/** What resolving an auction gave: the receipt's bytes, as stored. Unverified. */
public final class Round {
  private final boolean first;
  private final byte[] receipt;

  public Round(boolean first, byte[] receipt) {
    this.first = first;
    this.receipt = receipt.clone();
  }

  /** Whether this call resolved the auction, rather than giving the earlier receipt again. */
  public boolean first() {
    return first;
  }

  /** A copy of the receipt's bytes. */
  public byte[] receipt() {
    return receipt.clone();
  }
}
