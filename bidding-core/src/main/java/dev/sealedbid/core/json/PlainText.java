package dev.sealedbid.core.json;

/**
 * Text that may be shown to people: no characters that move the cursor, colour a terminal, turn the
 * direction of writing or can't be seen. Two texts that look the same could otherwise be two. By
 * Unicode's properties these are the general categories Cc, Cs, Cf, Zl and Zp, the noncharacters,
 * and Default_Ignorable_Code_Point (variation selectors, fillers, joiners, tags).
 *
 * <p>The characters are listed and not taken from the Java runtime's Unicode tables: enclave and
 * CLI may run on different ones and must agree on which terms are valid. Source: Unicode 16.0,
 * DerivedGeneralCategory.txt and DerivedCoreProperties.txt; code points that have no character yet
 * are taken, but for the ignorable ones.
 */
public final class PlainText {
  // First and last of each range, in order.
  private static final int[] REFUSED = {
    0x0000, 0x001F, // controls
    0x007F, 0x009F, // controls
    0x00AD, 0x00AD, // soft hyphen
    0x034F, 0x034F, // grapheme joiner
    0x0600, 0x0605, // Arabic number signs
    0x061C, 0x061C, // Arabic letter mark
    0x06DD, 0x06DD, // Arabic end of ayah
    0x070F, 0x070F, // Syriac abbreviation
    0x0890, 0x0891, // Arabic currency marks
    0x08E2, 0x08E2, // Arabic disputed end of ayah
    0x115F, 0x1160, // Hangul fillers
    0x17B4, 0x17B5, // Khmer inherent vowels
    0x180B, 0x180F, // Mongolian variation selectors
    0x200B, 0x200F, // zero-width characters and joiners, marks of direction
    0x2028, 0x202E, // separators, embeddings and overrides of direction
    0x2060, 0x206F, // invisible operators, isolates of direction
    0x3164, 0x3164, // Hangul filler
    0xD800, 0xDFFF, // surrogates
    0xFE00, 0xFE0F, // variation selectors
    0xFEFF, 0xFEFF, // byte order mark
    0xFFA0, 0xFFA0, // halfwidth Hangul filler
    0xFFF0, 0xFFFB, // ignorable, annotations
    0x110BD, 0x110BD, // Kaithi number sign
    0x110CD, 0x110CD, // Kaithi number sign above
    0x13430, 0x1343F, // hieroglyph format controls
    0x1BCA0, 0x1BCA3, // shorthand format controls
    0x1D173, 0x1D17A, // musical format controls
    0xE0000, 0xE0FFF, // tags, variation selectors
  };

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
    boolean noCharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return !noCharacter && !isRefused(c);
  }

  private static boolean isRefused(int c) {
    for (int i = 0; i < REFUSED.length && REFUSED[i] <= c; i += 2) {
      if (c <= REFUSED[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
