package dev.sealedbid.core.rules;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.Currency;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.KeyGone;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Seller;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Terms for tests of rules, made without JSON so that they may ask for what terms can't. */
final class TermsFixture {
  private TermsFixture() {}

  static Lot lot(String id) {
    return lot(id, 1, Optional.empty());
  }

  static Lot lot(String id, int units, Optional<Long> reserve) {
    return new Lot(id, "", units, reserve, false, Optional.empty(), Optional.empty());
  }

  static Terms terms(Direction direction, int buyers, List<Lot> lots) {
    return terms(Rule.FIRST_PRICE, TieBreak.LOTTERY, direction, buyers, lots);
  }

  static Terms terms(
      Rule rule, TieBreak tieBreak, Direction direction, int buyers, List<Lot> lots) {
    return terms(rule, tieBreak, direction, Disclosure.WINNERS_ONLY, buyers, lots);
  }

  /** With a seller that seals if a lot's reserve is sealed. */
  static Terms terms(
      Rule rule,
      TieBreak tieBreak,
      Direction direction,
      Disclosure disclosure,
      int buyers,
      List<Lot> lots) {
    Sha384 some = Sha384.of(new byte[0]);
    boolean sealed = lots.stream().anyMatch(Lot::sealedReserve);
    Seller seller = new Seller(Optional.of(party(Identifiers.SELLER)), Optional.empty());
    return new Terms(
        "auction",
        "Auction",
        new Currency("EUR", 2),
        new Measurements(some, some, some, some),
        "role",
        lots,
        rule,
        direction,
        tieBreak,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(900),
        IntStream.rangeClosed(1, buyers).mapToObj(i -> party("buyer-" + i)).toList(),
        sealed ? Optional.of(seller) : Optional.empty(),
        Set.of(),
        disclosure,
        KeyGone.ABORT);
  }

  static Lot sealed(String id, int units) {
    return new Lot(id, "", units, Optional.empty(), true, Optional.empty(), Optional.empty());
  }

  private static Buyer party(String id) {
    return new Buyer(id, "key", "bucket", "eu-west-1", "111111111111", "sheet", Optional.empty());
  }
}
