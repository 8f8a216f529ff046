package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.Moment;
import dev.sealedbid.cli.TermsWords;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.Seller;
import dev.sealedbid.core.terms.Terms;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Terms as people read them. */
final class TermsText {

  private TermsText() {}

  static void print(Console console, Terms terms, Sha384 digest, Instant now) {
    TermsWords words = new TermsWords(terms);
    Table table =
        new Table()
            .row("auction", terms.id())
            .row("title", terms.title())
            .row("terms", digest.hex())
            .row("rule", rule(terms));
    words.rules().forEach(line -> table.row("", line));
    table
        .row("closes at", Moment.text(terms.closesAt(), now))
        .row("resolve by", Moment.text(terms.resolveBy(), now))
        .row("buyers", terms.buyers().size() + required(terms));
    terms.seller().ifPresent(seller -> table.row("seller", seller(seller)));
    awardKeys(terms).ifPresent(keys -> table.row("award keys", keys));
    table.print(console);
    Table lots = new Table();
    terms.lots().forEach(lot -> lots.row("lot " + lot.id(), lot.description(), words.lot(lot)));
    lots.print(console);
  }

  private static String seller(Seller seller) {
    return seller.sealer().map(sealer -> "seals its reserves with " + sealer.sheetKey()).orElse("")
        + (seller.sealer().isPresent() && seller.awardKey().isPresent() ? "; " : "")
        + (seller.awardKey().isPresent() ? "learns the prices" : "");
  }

  private static Optional<String> awardKeys(Terms terms) {
    Collection<AwardKey> keys = terms.awardKeys().values();
    long inKms = keys.stream().filter(key -> key.kmsKey().isPresent()).count();
    return keys.stream()
        .findFirst()
        .map(
            key ->
                keys.size()
                    + " of RSA, "
                    + key.bits()
                    + " bits each; "
                    + inKms
                    + " of them in KMS");
  }

  private static String rule(Terms terms) {
    return words(terms.rule())
        + ", "
        + words(terms.direction())
        + ", ties by "
        + words(terms.tieBreak())
        + ", "
        + words(terms.disclosure());
  }

  static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String required(Terms terms) {
    return terms.required().isEmpty()
        ? ""
        : ", required: " + String.join(", ", terms.required().stream().sorted().toList());
  }
}
