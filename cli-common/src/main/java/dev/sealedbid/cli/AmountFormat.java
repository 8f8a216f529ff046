package dev.sealedbid.cli;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.terms.Currency;
import java.math.BigDecimal;

/**
 * Amounts as people write them: decimals of a currency's unit, {@code 1250.00} for 125000 minor
 * units at scale 2.
 *
 * <p>Written form: digits, and after a point at most as many digits as the currency's scale. No
 * sign, no grouping, no exponent, no spaces, no leading zeros: an amount that could be read in two
 * ways is refused. At most {@link Limits#MAX_AMOUNT} minor units.
 */
public final class AmountFormat {
  private final Currency currency;

  /** A format for amounts in this currency. */
  public AmountFormat(Currency currency) {
    this.currency = currency;
  }

  /**
   * Reads an amount in minor units.
   *
   * @throws IllegalArgumentException if it isn't written as above; the message is for people and
   *     doesn't repeat the amount
   */
  public long parse(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String decimals = point < 0 ? "" : text.substring(point + 1);
    checkForm(whole, point < 0 ? "0" : decimals);
    if (decimals.length() > currency.scale()) {
      throw new IllegalArgumentException(
          "an amount in "
              + currency.code()
              + " has at most "
              + currency.scale()
              + " decimals here");
    }
    String digits = whole + decimals + "0".repeat(currency.scale() - decimals.length());
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 18) {
      throw new IllegalArgumentException("an amount has at most 18 digits, decimals included");
    }
    return Long.parseLong(significant);
  }

  /**
   * Writes an amount with all its decimals: {@code 1250.00}.
   *
   * @throws IllegalArgumentException for an amount below 0 or above the limit
   */
  public String format(long minorUnits) {
    if (minorUnits < 0 || minorUnits > Limits.MAX_AMOUNT) {
      throw new IllegalArgumentException("not an amount");
    }
    return BigDecimal.valueOf(minorUnits, currency.scale()).toPlainString();
  }

  /** Writes an amount with its currency: {@code 1250.00 EUR}. */
  public String formatWithCode(long minorUnits) {
    return format(minorUnits) + " " + currency.code();
  }

  private static void checkForm(String whole, String decimals) {
    if (!isDigits(whole) || !isDigits(decimals)) {
      throw new IllegalArgumentException(
          "an amount is written like 1250 or 1250.50: digits and at most one point");
    }
    if (whole.length() > 1 && whole.charAt(0) == '0') {
      throw new IllegalArgumentException("an amount has no leading zeros");
    }
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
