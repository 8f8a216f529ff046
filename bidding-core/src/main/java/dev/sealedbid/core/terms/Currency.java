package dev.sealedbid.core.terms;

import dev.sealedbid.core.Limits;

/**
 * The currency of an auction's amounts.
 *
 * @param code three capital letters, as in ISO 4217
 * @param scale decimals of one unit, 0 to 6: amounts are integers of the minor unit, 10^-scale
 */
public record Currency(String code, int scale) {
  /** Checks code and scale. */
  public Currency {
    if (!isCode(code)) {
      throw new IllegalArgumentException("a currency code is three capital letters");
    }
    if (scale < 0 || scale > Limits.MAX_SCALE) {
      throw new IllegalArgumentException("a currency's scale is 0 to " + Limits.MAX_SCALE);
    }
  }

  static boolean isCode(String text) {
    return text.length() == 3 && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }
}
