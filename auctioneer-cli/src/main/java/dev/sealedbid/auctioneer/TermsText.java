package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.AmountFormat;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import java.time.Instant;
import java.util.Locale;

/** Terms as people read them. */
final class TermsText {

  private TermsText() {}

  static void print(Console console, Terms terms, Sha384 digest, Instant now) {
    new Table()
        .row("auction", terms.id())
        .row("title", terms.title())
        .row("terms", digest.hex())
        .row("rule", rule(terms))
        .row("closes at", Moment.text(terms.closesAt(), now))
        .row("resolve by", Moment.text(terms.resolveBy(), now))
        .row("buyers", terms.buyers().size() + required(terms))
        .print(console);
    Table lots = new Table();
    terms.lots().forEach(lot -> lots.row("lot " + lot.id(), lot.description(), rules(terms, lot)));
    lots.print(console);
  }

  private static String rule(Terms terms) {
    return words(terms.rule())
        + ", "
        + words(terms.direction())
        + ", ties by "
        + words(terms.tieBreak());
  }

  static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String required(Terms terms) {
    return terms.required().isEmpty()
        ? ""
        : ", required: " + String.join(", ", terms.required().stream().sorted().toList());
  }

  /** Reserve and step are public: they stand in the terms. */
  private static String rules(Terms terms, Lot lot) {
    AmountFormat format = new AmountFormat(terms.currency());
    StringBuilder text = new StringBuilder();
    lot.reserve()
        .ifPresent(reserve -> text.append("reserve ").append(format.formatWithCode(reserve)));
    lot.step()
        .ifPresent(
            step ->
                text.append(separator(text)).append("step ").append(format.formatWithCode(step)));
    lot.admitted()
        .ifPresent(
            buyers ->
                text.append(separator(text))
                    .append("for ")
                    .append(String.join(", ", buyers.stream().sorted().toList())));
    return text.toString();
  }

  private static String separator(StringBuilder text) {
    return text.length() == 0 ? "" : "; ";
  }
}
