package dev.sealedbid.core.json;

import java.util.Base64;
import java.util.Optional;

/** Base64 in its one form (RFC 4648 section 4): padded, no line breaks, spare bits zero. */
public final class Base64Text {
  private Base64Text() {}

  /** The bytes as base64. */
  public static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The bytes that the text stands for; nothing if another text is how they are written. */
  public static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // Java's decoder takes texts without padding and with spare bits set.
      return encode(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
