package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;

/**
 * Why a buyer's sheets couldn't be opened.
 *
 * @param buyerId the buyer, or {@code seller}
 * @param code a letter, then letters, digits and underscores, at most 64: KMS's own codes and ours
 */
public record BuyerCode(String buyerId, String code) {
  /** What {@link #wellFormed} makes of a code that isn't one. */
  public static final String UNRECOGNISED = "UNRECOGNISED";

  /** Checks id and code. */
  public BuyerCode {
    Identifiers.require(buyerId, "buyerId");
    requireCode(code);
  }

  /** Whether the text has the form of a code. */
  public static boolean isCode(String text) {
    if (text.isEmpty() || text.length() > Limits.MAX_CODE_LENGTH || !isLetter(text.charAt(0))) {
      return false;
    }
    return text.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_');
  }

  /** The text if it is a code, or else {@link #UNRECOGNISED}: no text of others' gets through. */
  public static String wellFormed(String text) {
    return isCode(text) ? text : UNRECOGNISED;
  }

  static void requireCode(String code) {
    Checks.require(
        isCode(code), "a code is a letter and at most 63 letters, digits and underscores");
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
