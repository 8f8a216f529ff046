package dev.sealedbid.protocol;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.SheetContext;

/**
 * A bid sheet as its buyer sealed it. The ciphertext is public; the data key is the buyer's secret,
 * wiped by {@link #close()}.
 */
public final class SealedSheet implements AutoCloseable {
  private final byte[] ciphertext;
  private final Sha384 sha384;
  private final SheetContext context;
  private final DataKey dataKey;

  SealedSheet(byte[] ciphertext, SheetContext context, DataKey dataKey) {
    this.ciphertext = ciphertext.clone();
    this.sha384 = Sha384.of(ciphertext);
    this.context = context;
    this.dataKey = dataKey;
  }

  /** A copy of the Encryption SDK message. */
  public byte[] ciphertext() {
    return ciphertext.clone();
  }

  /** The sheet's identity: one message has one encoding, so its digest names it. */
  public Sha384 sha384() {
    return sha384;
  }

  /** Where the sheet counts. */
  public SheetContext context() {
    return context;
  }

  /** The secret of this sheet. */
  public DataKey dataKey() {
    return dataKey;
  }

  @Override
  public void close() {
    dataKey.close();
  }

  @Override
  public String toString() {
    return "SealedSheet[" + sha384 + "]";
  }
}
