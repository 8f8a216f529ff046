package dev.sealedbid.core.rules;

import java.util.Arrays;

/**
 * What the winners of each lot pay: every winner of one lot the same. <b>Secret</b>, even where the
 * outcome tells it in the end; {@link #close} wipes it.
 */
public final class ClearingPrices implements AutoCloseable {
  /** The price of a lot that nobody wins. */
  public static final long NONE = -1;

  private final long[] prices;
  private boolean closed;

  /** Takes the array over: a price for each lot in lot order, {@link #NONE} for none. */
  ClearingPrices(long[] prices) {
    this.prices = prices;
  }

  /** How many lots there are. */
  public int lots() {
    return prices.length;
  }

  /** What each winner of a lot pays in minor units, by its place in lot order, or {@link #NONE}. */
  public long price(int lotIndex) {
    if (closed) {
      throw new IllegalStateException("these prices have been wiped");
    }
    return prices[lotIndex];
  }

  /** Wipes the prices; reading them fails from here on. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(prices, NONE);
  }

  /** Nothing that is secret. */
  @Override
  public String toString() {
    return "ClearingPrices[…]";
  }
}
