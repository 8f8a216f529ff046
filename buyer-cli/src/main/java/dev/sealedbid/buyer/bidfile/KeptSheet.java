package dev.sealedbid.buyer.bidfile;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AttestedStatement;
import java.util.Arrays;
import java.util.Optional;

/** One sealed sheet in a bid file. The encoded sheet and the data key are secret. */
public final class KeptSheet {
  private final long revision;
  private final byte[] sheet;
  private final byte[] ciphertext;
  private final Optional<byte[]> dataKey;
  private final Optional<AttestedStatement> acknowledgement;

  public KeptSheet(
      long revision,
      byte[] sheet,
      byte[] ciphertext,
      Optional<byte[]> dataKey,
      Optional<AttestedStatement> acknowledgement) {
    this.revision = revision;
    this.sheet = sheet.clone();
    this.ciphertext = ciphertext.clone();
    this.dataKey = dataKey.map(byte[]::clone);
    this.acknowledgement = acknowledgement;
  }

  public long revision() {
    return revision;
  }

  /** A copy of the encoded bid sheet. */
  public byte[] sheet() {
    return sheet.clone();
  }

  /** A copy of the sealed sheet: the very bytes that every try sends. */
  public byte[] ciphertext() {
    return ciphertext.clone();
  }

  public Sha384 sha384() {
    return Sha384.of(ciphertext);
  }

  /** A copy of the data key, unless it was forgotten. */
  public Optional<byte[]> dataKey() {
    return dataKey.map(byte[]::clone);
  }

  public Optional<AttestedStatement> acknowledgement() {
    return acknowledgement;
  }

  public KeptSheet acknowledged(AttestedStatement statement) {
    return new KeptSheet(revision, sheet, ciphertext, dataKey, Optional.of(statement));
  }

  public void wipe() {
    Arrays.fill(sheet, (byte) 0);
    dataKey.ifPresent(key -> Arrays.fill(key, (byte) 0));
  }

  @Override
  public String toString() {
    return "KeptSheet[" + revision + "]";
  }
}
