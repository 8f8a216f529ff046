package dev.sealedbid.cli;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.KeyGone;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import java.util.ArrayList;
import java.util.List;

/**
 * What terms mean, in words: read back to a buyer before it seals, and to an auctioneer before it
 * opens. Everything in it stands in the terms, which are public.
 */
public final class TermsWords {
  private final Terms terms;
  private final AmountFormat format;

  /** The words of these terms. */
  public TermsWords(Terms terms) {
    this.terms = terms;
    this.format = new AmountFormat(terms.currency());
  }

  /** One sentence for each rule of the auction, without a full stop. */
  public List<String> rules() {
    List<String> lines = new ArrayList<>();
    lines.add(price());
    lines.add(ties());
    lines.add(disclosure());
    if (terms.lots().stream().anyMatch(Lot::sealedReserve)) {
      lines.add(
          "the seller seals its reserve for some lots, and may withdraw it, which sells none of"
              + " them; "
              + (tellsPrice()
                  ? "as the price of a lone bid it is told to whoever learns that price"
                  : "it is told to nobody"));
    }
    lines.add(
        terms.keyGone() == KeyGone.ABORT
            ? "a party whose key is gone stops the auction, named in a void"
            : "a party whose key is gone is left out, named in the outcome (EXCLUDE): so a ring may"
                + " bid high and low, and drop its high bid after closing by disabling that key;"
                + " ABORT doesn't allow it");
    if (!terms.required().isEmpty()) {
      lines.add(
          "without a sheet of "
              + String.join(", ", terms.required())
              + " there is no outcome, but a void");
    }
    return lines;
  }

  /**
   * An amount as people read it: {@code 1 250.00 EUR}. Digits are grouped by spaces (ISO 80000-1),
   * which nobody takes for the beginning of the decimals.
   */
  public String amount(long minorUnits) {
    String plain = format.formatWithCode(minorUnits);
    int end = (plain + ".").indexOf('.');
    end = Math.min(end, plain.indexOf(' '));
    StringBuilder grouped = new StringBuilder(plain);
    for (int at = end - 3; at > 0; at -= 3) {
      grouped.insert(at, ' ');
    }
    return grouped.toString();
  }

  /** Units, reserve, step and who may bid; empty if there is nothing to say. */
  public String lot(Lot lot) {
    List<String> parts = new ArrayList<>();
    if (lot.units() > 1) {
      parts.add(lot.units() + " units, one a winner");
    }
    if (lot.sealedReserve()) {
      parts.add("reserve sealed by the seller");
    }
    lot.reserve().ifPresent(reserve -> parts.add("reserve " + amount(reserve)));
    lot.step().ifPresent(step -> parts.add("step " + amount(step)));
    lot.admitted()
        .ifPresent(
            buyers -> parts.add("for " + String.join(", ", buyers.stream().sorted().toList())));
    return String.join("; ", parts);
  }

  private String price() {
    boolean several = terms.lots().stream().anyMatch(lot -> lot.units() > 1);
    String best =
        switch (terms.direction()) {
          case HIGHEST_WINS -> "the highest amount wins";
          case LOWEST_WINS -> "the lowest amount wins";
        };
    String winner = several ? "every winner of a lot pays" : "the winner pays";
    if (terms.rule() == Rule.SECOND_PRICE) {
      return best
          + ", and "
          + winner
          + " the best losing amount that meets the reserve, or the reserve if there is none"
          + " (second price)";
    }
    return best
        + ", and "
        + (several
            ? winner + " the worst winning amount of that lot (uniform first price)"
            : winner + " its own amount (first price)");
  }

  private String ties() {
    return switch (terms.tieBreak()) {
      case LOTTERY ->
          "ties are decided by a lottery drawn from all sealed sheets, which nobody can steer";
      case EARLIEST_ACKNOWLEDGED ->
          "ties go to the sheet that was acknowledged first; the auctioneer, who relays the sheets,"
              + " influences that, and so does when you bid";
    };
  }

  private String disclosure() {
    return switch (terms.disclosure()) {
      case WINNERS_ONLY -> "the outcome names the winners, and no price";
      case SEALED_AWARD ->
          "the outcome names the winners; a winner learns its price"
              + (terms.awardKeys().containsKey(Identifiers.SELLER)
                  ? " and the seller all prices,"
                  : ",")
              + " encrypted to their award keys";
      case PRICE_PUBLIC -> "the outcome names the winners and what they pay, for everybody to read";
    };
  }

  private boolean tellsPrice() {
    return terms.rule() == Rule.SECOND_PRICE && terms.disclosure() != Disclosure.WINNERS_ONLY;
  }
}
