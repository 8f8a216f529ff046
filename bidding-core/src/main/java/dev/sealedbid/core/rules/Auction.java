package dev.sealedbid.core.rules;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Picks the winners.
 *
 * <p>A lot goes to the best amounts that meet its reserve, one unit to each winner; among equal
 * amounts that can't all win, {@link Lottery} draws. Winners are listed in buyer order.
 */
public final class Auction {
  private final Terms terms;
  private final Sha384 seed;
  private final List<CountedSheet> sheets;

  private Auction(Terms terms, Sha384 seed, List<CountedSheet> sheetsInBuyerOrder) {
    this.terms = terms;
    this.seed = seed;
    this.sheets = sheetsInBuyerOrder;
  }

  /**
   * Decides every lot. The result doesn't depend on the order of the sheets.
   *
   * @param sheets at most one of each buyer, of kind BID; buyers without one don't take part
   * @throws IllegalArgumentException if a sheet isn't a listed buyer's, is of another kind, its
   *     content isn't good, or a buyer has two
   * @throws UnsupportedOperationException for rules that terms are refused for in this version
   */
  public static Decision decide(Terms terms, SessionId session, List<CountedSheet> sheets) {
    requireSupported(terms);
    List<CountedSheet> ordered = inBuyerOrder(terms, sheets);
    Sha384 seed = seed(session, ordered);
    return new Auction(terms, seed, ordered).decide();
  }

  private Decision decide() {
    LotDecision decision = new LotDecision(terms.direction(), seed);
    List<LotResult> results = new ArrayList<>();
    for (int lot = 0; lot < terms.lots().size(); lot++) {
      results.add(result(terms.lots().get(lot), lot, decision));
    }
    return new Decision(seed, results);
  }

  private LotResult result(Lot lot, int lotIndex, LotDecision decision) {
    List<String> winners = decision.winners(lot, lotIndex, sheets);
    return winners.isEmpty() ? LotResult.noSale(lot.id()) : LotResult.sold(lot.id(), winners);
  }

  private static List<CountedSheet> inBuyerOrder(Terms terms, List<CountedSheet> sheets) {
    Map<String, CountedSheet> byBuyer = new HashMap<>();
    for (CountedSheet sheet : sheets) {
      if (byBuyer.putIfAbsent(sheet.buyerId(), sheet) != null) {
        throw new IllegalArgumentException(
            "two sheets of " + sheet.buyerId() + " can't both count");
      }
    }
    List<CountedSheet> ordered = new ArrayList<>();
    for (Buyer buyer : terms.buyers()) {
      Optional.ofNullable(byBuyer.remove(buyer.id()))
          .ifPresent(sheet -> ordered.add(checked(terms, sheet)));
    }
    if (!byBuyer.isEmpty()) {
      throw new IllegalArgumentException("not listed buyers: " + byBuyer.keySet());
    }
    return ordered;
  }

  private static CountedSheet checked(Terms terms, CountedSheet counted) {
    BidSheet sheet = counted.sheet();
    if (sheet.kind() != SheetKind.BID
        || SheetContent.check(terms, counted.buyerId(), sheet).isPresent()) {
      throw new IllegalArgumentException("the sheet of " + counted.buyerId() + " can't count");
    }
    return counted;
  }

  private static Sha384 seed(SessionId session, List<CountedSheet> ordered) {
    return Lottery.seed(session, ordered.stream().map(counted -> counted.sheet().nonce()).toList());
  }

  private static void requireSupported(Terms terms) {
    boolean supported =
        terms.rule() == Rule.FIRST_PRICE
            && terms.tieBreak() == TieBreak.LOTTERY
            && terms.lots().stream().noneMatch(Lot::sealedReserve);
    if (!supported) {
      throw new UnsupportedOperationException(
          "this version decides FIRST_PRICE with public reserves and LOTTERY only");
    }
  }
}
