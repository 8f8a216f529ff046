package dev.sealedbid.core.award;

import dev.sealedbid.core.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The prices that one party learns. <b>Secret</b>: {@link #close} wipes it.
 *
 * <p>Encoded, big-endian (docs/PROTOCOL.md, Disclosure):
 *
 * <pre>
 *   8 bytes  magic "SBAWARD1", ASCII
 *   1        version, 1
 *   8 × n    prices in lot order, signed, in minor units
 *   zeros to a multiple of 256
 * </pre>
 *
 * <p>A winner has the prices of the lots that it won, the seller those of all lots that were sold.
 * Everything else is 0, so all awards of one auction have the same length, and a 0 says nothing:
 * the outcome names the winners.
 */
public final class Award implements AutoCloseable {
  private static final byte[] MAGIC = "SBAWARD1".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int HEADER_LENGTH = MAGIC.length + 1;

  private final long[] prices;
  private boolean closed;

  private Award(long[] prices) {
    this.prices = prices;
  }

  /**
   * An award.
   *
   * @param prices in lot order, minor units
   * @throws IllegalArgumentException if one isn't an amount; the message names none
   */
  public static Award of(long[] prices) {
    lengthFor(prices.length);
    for (long price : prices) {
      if (!isAmount(price)) {
        throw new IllegalArgumentException("a price is out of range");
      }
    }
    return new Award(prices.clone());
  }

  /**
   * The length of every encoded award for that many lots.
   *
   * @throws IllegalArgumentException unless 1 ≤ lots ≤ {@link Limits#MAX_LOTS}
   */
  public static int lengthFor(int lots) {
    if (lots < 1 || lots > Limits.MAX_LOTS) {
      throw new IllegalArgumentException("an auction has 1 to " + Limits.MAX_LOTS + " lots");
    }
    int content = HEADER_LENGTH + Long.BYTES * lots;
    return (content + Limits.SHEET_BLOCK - 1) / Limits.SHEET_BLOCK * Limits.SHEET_BLOCK;
  }

  /**
   * Reads an award. The caller keeps its array, and wipes it.
   *
   * @throws MalformedAwardException unless these are exactly the bytes that {@link #encode} makes
   */
  public static Award decode(byte[] bytes, int lots) throws MalformedAwardException {
    require(bytes.length == lengthFor(lots), "an award has another length");
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    require(Arrays.equals(magic, MAGIC), "an award begins with SBAWARD1");
    require(in.get() == VERSION, "an award of this version has version 1");
    Award award = new Award(new long[lots]);
    try {
      award.read(in);
      return award;
    } catch (MalformedAwardException e) {
      award.close();
      throw e;
    }
  }

  /** The encoded award. Secret: the caller wipes it. */
  public byte[] encode() {
    requireOpen();
    ByteBuffer out = ByteBuffer.allocate(lengthFor(prices.length)).put(MAGIC).put(VERSION);
    for (long price : prices) {
      out.putLong(price);
    }
    return out.array();
  }

  /** How many lots it has a price for. */
  public int lots() {
    return prices.length;
  }

  /** The price of one lot by its place in lot order; 0 also where there is nothing to tell. */
  public long price(int lotIndex) {
    requireOpen();
    return prices[lotIndex];
  }

  /** Wipes the prices; reading them fails from here on. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(prices, 0);
  }

  /** Nothing that is secret. */
  @Override
  public String toString() {
    return "Award[…]";
  }

  private void read(ByteBuffer in) throws MalformedAwardException {
    for (int i = 0; i < prices.length; i++) {
      prices[i] = in.getLong();
      require(isAmount(prices[i]), "a price is out of range");
    }
    while (in.hasRemaining()) {
      require(in.get() == 0, "an award is padded with zeros");
    }
  }

  private static boolean isAmount(long price) {
    return price >= 0 && price <= Limits.MAX_AMOUNT;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this award has been wiped");
    }
  }

  private static void require(boolean condition, String message) throws MalformedAwardException {
    if (!condition) {
      throw new MalformedAwardException(message);
    }
  }
}
