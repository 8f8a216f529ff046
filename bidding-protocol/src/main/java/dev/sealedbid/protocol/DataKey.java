package dev.sealedbid.protocol;

import java.util.Arrays;

/**
 * The plaintext data key of one sealed sheet: whoever has it and the ciphertext can read that
 * sheet. Its buyer keeps it to prove its own sheet later.
 */
public final class DataKey implements AutoCloseable {
  /** Length in bytes: AES-256. */
  public static final int LENGTH = 32;

  private final byte[] key;

  /** Copies {@code key}, which must be {@link #LENGTH} bytes. */
  public DataKey(byte[] key) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException("a data key has " + LENGTH + " bytes");
    }
    this.key = key.clone();
  }

  /** A copy of the secret; the caller wipes it. */
  public byte[] bytes() {
    return key.clone();
  }

  /** Wipes the key. */
  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "DataKey[secret]";
  }
}
