package dev.sealedbid.core.json;

/**
 * Text that may be shown to people: no characters that move the cursor, colour a terminal, turn the
 * direction of writing or can't be seen.
 *
 * <p>The characters are listed one by one and not taken from the Java runtime's Unicode tables:
 * enclave and CLI may run on different ones and must agree on which terms are valid.
 */
public final class PlainText {
  private PlainText() {}

  /** Whether all of the text may be shown. */
  public static boolean isPlain(String text) {
    return text.codePoints().allMatch(PlainText::isPlain);
  }

  /** The text in quotation marks, shortened, with a question mark for what may not be shown. */
  public static String quote(String text) {
    int max = 60;
    String shown =
        text.codePointCount(0, text.length()) > max
            ? text.substring(0, text.offsetByCodePoints(0, max)) + "…"
            : text;
    StringBuilder quoted = new StringBuilder("\"");
    shown.codePoints().forEach(c -> quoted.appendCodePoint(isPlain(c) ? c : '?'));
    return quoted.append('"').toString();
  }

  private static boolean isPlain(int c) {
    boolean control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    boolean direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E);
    boolean unseen =
        c == 0x00AD
            || c == 0x180E
            || c == 0x200B
            || (c >= 0x2060 && c <= 0x206F)
            || c == 0xFEFF
            || (c >= 0xFFF9 && c <= 0xFFFB)
            || (c >= 0xE0000 && c <= 0xE007F);
    boolean noCharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return !control && !surrogate && !direction && !unseen && !noCharacter;
  }
}
