package dev.sealedbid.core.sheet;

import dev.sealedbid.core.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One party's amounts for all the lots of an auction. <b>Secret</b>: {@link #close} wipes it.
 *
 * <p>Encoded, big-endian (docs/PROTOCOL.md, The bid sheet):
 *
 * <pre>
 *   8 bytes  magic "SBSHEET1", ASCII
 *   1        version, 1
 *   1        kind: 1 BID, 2 WITHDRAW, 3 RESERVE
 *  32        nonce, random; the lottery is drawn from the nonces of all counted sheets
 *   8 × n    amounts in lot order, signed, in minor units; -1 is no bid
 *   zeros to a multiple of 256
 * </pre>
 *
 * <p>All sheets of one auction have the same length, and a sheet has exactly one encoding.
 */
public final class BidSheet implements AutoCloseable {
  /** The amount that stands for no bid. */
  public static final long NO_BID = -1;

  /** The length of the nonce in bytes. */
  public static final int NONCE_LENGTH = 32;

  private static final byte[] MAGIC = "SBSHEET1".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int HEADER_LENGTH = MAGIC.length + 2 + NONCE_LENGTH;

  private final SheetKind kind;
  private final byte[] nonce;
  private final long[] amounts;
  private boolean closed;

  private BidSheet(SheetKind kind, byte[] nonce, long[] amounts) {
    this.kind = kind;
    this.nonce = nonce;
    this.amounts = amounts;
  }

  /**
   * A sheet with bids.
   *
   * @param nonce 32 random bytes
   * @param amounts in lot order, minor units, {@link #NO_BID} for none
   * @throws IllegalArgumentException if one is out of range; the message names no amount
   */
  public static BidSheet bid(byte[] nonce, long[] amounts) {
    return checked(SheetKind.BID, nonce, amounts);
  }

  /** A sheet without bids, which nobody can tell from one with bids. */
  public static BidSheet none(byte[] nonce, int lots) {
    return checked(SheetKind.BID, nonce, noBids(lots));
  }

  /** A withdrawal. */
  public static BidSheet withdraw(byte[] nonce, int lots) {
    return checked(SheetKind.WITHDRAW, nonce, noBids(lots));
  }

  /** The seller's reserves, {@link #NO_BID} for none. */
  public static BidSheet reserve(byte[] nonce, long[] amounts) {
    return checked(SheetKind.RESERVE, nonce, amounts);
  }

  /**
   * The length of every encoded sheet for that many lots.
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
   * Reads a sheet. The caller keeps its array, and wipes it.
   *
   * @throws MalformedSheetException unless these are exactly the bytes that {@link #encode} makes
   */
  public static BidSheet decode(byte[] bytes, int lots) throws MalformedSheetException {
    require(bytes.length == lengthFor(lots), "a sheet has another length");
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    require(Arrays.equals(magic, MAGIC), "a sheet begins with SBSHEET1");
    require(in.get() == VERSION, "a sheet of this version has version 1");
    SheetKind kind = kindOf(in.get());
    byte[] nonce = new byte[NONCE_LENGTH];
    in.get(nonce);
    BidSheet sheet = new BidSheet(kind, nonce, new long[lots]);
    try {
      sheet.readAmounts(in);
      return sheet;
    } catch (MalformedSheetException e) {
      sheet.close();
      throw e;
    }
  }

  /** The encoded sheet. Secret: the caller wipes it. */
  public byte[] encode() {
    requireOpen();
    ByteBuffer out = ByteBuffer.allocate(lengthFor(amounts.length));
    out.put(MAGIC).put(VERSION).put((byte) kind.code()).put(nonce);
    for (long amount : amounts) {
      out.putLong(amount);
    }
    return out.array();
  }

  /** What the sheet is for. */
  public SheetKind kind() {
    return kind;
  }

  /** How many lots it has an amount for. */
  public int lots() {
    return amounts.length;
  }

  /** A copy of the nonce. Secret until the sheet's auction is decided. */
  public byte[] nonce() {
    requireOpen();
    return nonce.clone();
  }

  /** The amount for one lot by its place in lot order, or {@link #NO_BID}. */
  public long amount(int lotIndex) {
    requireOpen();
    return amounts[lotIndex];
  }

  /** Whether there is a bid for the lot. */
  public boolean hasBid(int lotIndex) {
    return amount(lotIndex) != NO_BID;
  }

  /** Wipes nonce and amounts; reading them fails from here on. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(nonce, (byte) 0);
    Arrays.fill(amounts, NO_BID);
  }

  /** The kind, and nothing that is secret. */
  @Override
  public String toString() {
    return "BidSheet[" + kind + "]";
  }

  private void readAmounts(ByteBuffer in) throws MalformedSheetException {
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = in.getLong();
      require(isAmount(amounts[i]), "an amount is out of range");
      require(kind != SheetKind.WITHDRAW || amounts[i] == NO_BID, "a withdrawal carries no amount");
    }
    while (in.hasRemaining()) {
      require(in.get() == 0, "a sheet is padded with zeros");
    }
  }

  private static BidSheet checked(SheetKind kind, byte[] nonce, long[] amounts) {
    lengthFor(amounts.length);
    if (nonce.length != NONCE_LENGTH) {
      throw new IllegalArgumentException("a sheet's nonce has " + NONCE_LENGTH + " bytes");
    }
    for (long amount : amounts) {
      if (!isAmount(amount)) {
        throw new IllegalArgumentException("an amount is out of range");
      }
    }
    return new BidSheet(kind, nonce.clone(), amounts.clone());
  }

  private static boolean isAmount(long amount) {
    return amount >= NO_BID && amount <= Limits.MAX_AMOUNT;
  }

  private static long[] noBids(int lots) {
    lengthFor(lots);
    long[] amounts = new long[lots];
    Arrays.fill(amounts, NO_BID);
    return amounts;
  }

  private static SheetKind kindOf(byte code) throws MalformedSheetException {
    for (SheetKind kind : SheetKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new MalformedSheetException("a sheet's kind is BID, WITHDRAW or RESERVE");
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this sheet has been wiped");
    }
  }

  private static void require(boolean condition, String message) throws MalformedSheetException {
    if (!condition) {
      throw new MalformedSheetException(message);
    }
  }
}
