package dev.sealedbid.core;

/**
 * The ids of auctions, lots and buyers: {@code [a-z0-9][a-z0-9-]{0,62}}.
 *
 * <p>So an id can stand unescaped in a URL, an S3 key, an encryption context and a terminal, and
 * two ids that look alike are alike.
 */
public final class Identifiers {
  /** The longest id, in characters (all of them ASCII). */
  public static final int MAX_LENGTH = 63;

  /** The id under which the seller stands beside the buyers; no buyer may have it. */
  public static final String SELLER = "seller";

  private Identifiers() {}

  /** Whether the text is an id. */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the text if it is an id.
   *
   * @param what names the value in the exception, for instance {@code "buyerId"}
   * @throws IllegalArgumentException if it isn't
   */
  public static String require(String text, String what) {
    if (!isValid(text)) {
      throw new IllegalArgumentException(
          what + " must be 1 to 63 of a-z, 0-9 and -, and not begin with -");
    }
    return text;
  }
}
