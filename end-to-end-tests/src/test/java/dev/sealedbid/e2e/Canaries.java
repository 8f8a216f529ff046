package dev.sealedbid.e2e;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Amounts that occur nowhere by chance, in every form in which one could leak. */
final class Canaries {
  private final Map<String, byte[]> forms = new LinkedHashMap<>();

  /**
   * Looks for this amount, too.
   *
   * @param decimal as typed, with two places, like {@code 712345.67}
   */
  void add(String decimal) {
    String digits = decimal.replace(".", "");
    byte[] wire = ByteBuffer.allocate(Long.BYTES).putLong(Long.parseLong(digits)).array();
    text(decimal + " as typed", decimal);
    text(decimal + " in minor units", digits);
    text(decimal + " in hex", HexFormat.of().formatHex(wire));
    forms.put(decimal + " in binary", wire);
    for (int shift = 0; shift < 3; shift++) {
      text(decimal + " in base64 at " + shift, base64Core(wire, shift));
    }
  }

  /** Which forms of which amounts the bytes hold. */
  List<String> in(byte[] bytes) {
    List<String> found = new ArrayList<>();
    forms.forEach(
        (name, form) -> {
          if (contains(bytes, form)) {
            found.add(name);
          }
        });
    return found;
  }

  private void text(String name, String form) {
    forms.put(name, form.getBytes(StandardCharsets.US_ASCII));
  }

  /** The characters that don't depend on what stands around the bytes. */
  private static String base64Core(byte[] wire, int shift) {
    byte[] padded = new byte[shift + wire.length];
    System.arraycopy(wire, 0, padded, shift, wire.length);
    String all = Base64.getEncoder().withoutPadding().encodeToString(padded);
    int from = shift == 0 ? 0 : shift + 1;
    int to = padded.length / 3 * 4;
    return all.substring(from, to);
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (bytes[i] == part[0]
          && java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
