package dev.sealedbid.core.rules;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.Seller;
import dev.sealedbid.core.terms.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Picks the winners and finds what they pay.
 *
 * <p>A lot goes to the best amounts that meet its reserve, one unit to each winner; among equal
 * amounts that can't all win, the terms' tie-break decides. All winners of a lot pay one price:
 * under FIRST_PRICE the worst amount that wins, under SECOND_PRICE the best amount that meets the
 * reserve and doesn't win, or the reserve if there is none. Winners are listed in buyer order.
 */
public final class Auction {
  private Auction() {}

  /**
   * Decides every lot. The result doesn't depend on the order of the sheets.
   *
   * @param sheets at most one of each party: the buyers' of kind BID, the seller's of kind RESERVE.
   *     Buyers without one don't take part; without the seller's, which it has then withdrawn, no
   *     lot with a sealed reserve is sold
   * @return the winners; the caller closes the prices
   * @throws IllegalArgumentException if a sheet isn't a party's, is of another kind, its content
   *     isn't good, a party has two, or two have one sequence
   */
  public static Decision decide(Terms terms, SessionId session, List<CountedSheet> sheets) {
    Map<String, CountedSheet> byParty = byParty(sheets);
    Optional<CountedSheet> reserves =
        Optional.ofNullable(byParty.remove(Identifiers.SELLER))
            .map(sheet -> checked(terms, sheet, SheetKind.RESERVE));
    List<CountedSheet> bids = new ArrayList<>();
    for (Buyer buyer : terms.buyers()) {
      Optional.ofNullable(byParty.remove(buyer.id()))
          .ifPresent(sheet -> bids.add(checked(terms, sheet, SheetKind.BID)));
    }
    if (reserves.isPresent() && terms.seller().flatMap(Seller::sealer).isEmpty()) {
      throw new IllegalArgumentException("the seller seals no reserve");
    }
    if (!byParty.isEmpty()) {
      throw new IllegalArgumentException("not listed buyers: " + byParty.keySet());
    }
    return decide(terms, seed(session, bids, reserves), bids, reserves);
  }

  private static Decision decide(
      Terms terms, Sha384 seed, List<CountedSheet> bids, Optional<CountedSheet> reserves) {
    long[] prices = new long[terms.lots().size()];
    List<LotResult> results = new ArrayList<>(prices.length);
    try (LotDecision decision =
        new LotDecision(terms, seed, bids, reserves.map(CountedSheet::sheet))) {
      for (int lot = 0; lot < prices.length; lot++) {
        List<String> winners = decision.decide(lot);
        prices[lot] = decision.price();
        results.add(result(terms, lot, winners, prices[lot]));
      }
    }
    return new Decision(seed, results, new ClearingPrices(prices));
  }

  private static LotResult result(Terms terms, int lotIndex, List<String> winners, long price) {
    String lotId = terms.lots().get(lotIndex).id();
    if (winners.isEmpty()) {
      return LotResult.noSale(lotId);
    }
    return terms.disclosure() == Disclosure.PRICE_PUBLIC
        ? LotResult.sold(lotId, winners, price)
        : LotResult.sold(lotId, winners);
  }

  private static Map<String, CountedSheet> byParty(Collection<CountedSheet> sheets) {
    Map<String, CountedSheet> byParty = new HashMap<>();
    Set<Long> sequences = new HashSet<>();
    for (CountedSheet sheet : sheets) {
      if (byParty.putIfAbsent(sheet.buyerId(), sheet) != null) {
        throw new IllegalArgumentException(
            "two sheets of " + sheet.buyerId() + " can't both count");
      }
      if (!sequences.add(sheet.sequence())) {
        throw new IllegalArgumentException("two sheets can't have one sequence");
      }
    }
    return byParty;
  }

  private static CountedSheet checked(Terms terms, CountedSheet counted, SheetKind kind) {
    BidSheet sheet = counted.sheet();
    if (sheet.kind() != kind || SheetContent.check(terms, counted.buyerId(), sheet).isPresent()) {
      throw new IllegalArgumentException("the sheet of " + counted.buyerId() + " can't count");
    }
    return counted;
  }

  private static Sha384 seed(
      SessionId session, List<CountedSheet> bids, Optional<CountedSheet> reserves) {
    List<byte[]> nonces = new ArrayList<>();
    bids.forEach(bid -> nonces.add(bid.sheet().nonce()));
    reserves.ifPresent(sheet -> nonces.add(sheet.sheet().nonce()));
    return Lottery.seed(session, nonces);
  }
}
