package dev.sealedbid.demo.attack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A sealed sheet whose header says something else. The header is in the clear, so anybody can
 * rewrite it; that it is authenticated shows only when the data key is there, and KMS won't give
 * that.
 */
public final class RewrittenHeader {
  private RewrittenHeader() {}

  /**
   * A copy with a value of the encryption context replaced.
   *
   * @throws IllegalArgumentException if the texts differ in length or the old one isn't there once
   */
  public static byte[] replace(byte[] message, String oldValue, String newValue) {
    byte[] from = oldValue.getBytes(StandardCharsets.US_ASCII);
    byte[] to = newValue.getBytes(StandardCharsets.US_ASCII);
    if (from.length != to.length) {
      throw new IllegalArgumentException("values of different lengths");
    }
    byte[] copy = message.clone();
    int at = find(copy, from, 0);
    if (at < 0 || find(copy, from, at + 1) >= 0) {
      throw new IllegalArgumentException("the header doesn't hold that value exactly once");
    }
    System.arraycopy(to, 0, copy, at, to.length);
    return copy;
  }

  /**
   * A copy with another encrypted data key, of any length.
   *
   * @throws IllegalArgumentException if the old one isn't there
   */
  public static byte[] withEncryptedDataKey(byte[] message, byte[] oldKey, byte[] newKey) {
    int at = find(message, oldKey, 0);
    if (at < Short.BYTES) {
      throw new IllegalArgumentException("the header doesn't hold that encrypted data key");
    }
    int rest = at + oldKey.length;
    return ByteBuffer.allocate(message.length - oldKey.length + newKey.length)
        .put(message, 0, at - Short.BYTES)
        .putShort((short) newKey.length)
        .put(newKey)
        .put(message, rest, message.length - rest)
        .array();
  }

  private static int find(byte[] bytes, byte[] part, int start) {
    for (int i = start; i + part.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
