package dev.sealedbid.verify;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.protocol.DataKey;

/**
 * A party's proof of its own sheet: the sealed sheet and its data key. Whoever has it can read that
 * sheet, all lots of it, and nothing else. Nothing is verified here; see {@link
 * SheetProofVerifier}.
 *
 * <p>As JSON: {@code {"version":1,"type":"proof","auctionId":…,"sessionId":…,"buyerId":…,
 * "sheetSha384":…,"ciphertext":"<base64>","dataKey":"<base64>"}}, at most {@link
 * Limits#MAX_PROOF_LENGTH} bytes. White space and order are free.
 */
public final class SheetProof {
  private final String auctionId;
  private final SessionId sessionId;
  private final String buyerId;
  private final Sha384 sheetSha384;
  private final byte[] ciphertext;
  private final byte[] dataKey;

  /**
   * A proof.
   *
   * @param buyerId the buyer, or {@code seller}
   * @param ciphertext the sealed sheet, 1 to {@link Limits#MAX_CIPHERTEXT_LENGTH} bytes
   * @param dataKey its data key, which stays the caller's to close
   * @throws IllegalArgumentException if an id isn't one or the ciphertext has another length
   */
  public SheetProof(
      String auctionId, SessionId sessionId, String buyerId, byte[] ciphertext, DataKey dataKey) {
    this.auctionId = Identifiers.require(auctionId, "auctionId");
    this.sessionId = sessionId;
    this.buyerId = Identifiers.require(buyerId, "buyerId");
    if (ciphertext.length == 0 || ciphertext.length > Limits.MAX_CIPHERTEXT_LENGTH) {
      throw new IllegalArgumentException(
          "a sealed sheet has 1 to " + Limits.MAX_CIPHERTEXT_LENGTH + " bytes");
    }
    this.ciphertext = ciphertext.clone();
    this.sheetSha384 = Sha384.of(ciphertext);
    this.dataKey = dataKey.bytes();
  }

  /**
   * Reads a proof file.
   *
   * @throws FalseProofException for a digest that isn't the ciphertext's
   * @throws IllegalArgumentException for anything but these fields; the messages say what is wrong,
   *     and show nothing of the data key
   */
  public static SheetProof parse(byte[] json) {
    return SheetProofJson.read(json);
  }

  /** The proof file. It tells the sheet: it is for those whom its party shows it to. */
  public byte[] encode() {
    return SheetProofJson.write(this);
  }

  /** The auction. */
  public String auctionId() {
    return auctionId;
  }

  /** The session. */
  public SessionId sessionId() {
    return sessionId;
  }

  /** Whose sheet it is said to be. */
  public String buyerId() {
    return buyerId;
  }

  /** Digest of the sealed sheet. */
  public Sha384 sheetSha384() {
    return sheetSha384;
  }

  /** A copy of the sealed sheet. */
  public byte[] ciphertext() {
    return ciphertext.clone();
  }

  /** The data key; the caller closes it. */
  public DataKey dataKey() {
    return new DataKey(dataKey);
  }

  @Override
  public String toString() {
    return "SheetProof[" + buyerId + ", " + sheetSha384 + "]";
  }
}
