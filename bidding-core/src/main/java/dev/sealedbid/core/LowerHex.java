package dev.sealedbid.core;

import java.util.HexFormat;

/** Hexadecimal digits of one spelling: lower case, a fixed number of them, nothing between. */
final class LowerHex {
  private LowerHex() {}

  static byte[] parse(String hex, int bytes, String what) {
    if (hex.length() != 2 * bytes) {
      throw new IllegalArgumentException(
          what + " is written as " + 2 * bytes + " hexadecimal digits, not " + hex.length());
    }
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        throw new IllegalArgumentException(
            what
                + " is written in the digits 0-9 and a-f; position "
                + i
                + " has another character");
      }
    }
    return HexFormat.of().parseHex(hex);
  }
}
