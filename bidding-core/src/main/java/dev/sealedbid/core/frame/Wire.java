package dev.sealedbid.core.frame;

/** Checks that messages share. */
final class Wire {
  private Wire() {}

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  static void requireLength(byte[] bytes, int min, int max, String what) {
    require(
        bytes.length >= min && bytes.length <= max,
        what + " has " + min + " to " + max + " bytes, not " + bytes.length);
  }
}
