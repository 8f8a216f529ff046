package dev.sealedbid.core.rules;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides one lot after the other, in arrays that it keeps and wipes in the end.
 *
 * <p>Amounts are turned into <i>scores</i>, of which the least is the best: the amount itself where
 * the lowest wins, and its negative where the highest does. So each rule is written once.
 */
final class LotDecision implements AutoCloseable {
  private final Terms terms;
  private final List<CountedSheet> bids;
  private final Optional<BidSheet> reserves;
  private final TieBreaker tieBreaker;

  /** Of the bids that meet the reserve: their places in {@link #bids}, ascending. */
  private final int[] bidders;

  private final long[] scores;
  private final long[] sorted;
  private int count;
  private long price = ClearingPrices.NONE;

  LotDecision(
      Terms terms, Sha384 seed, List<CountedSheet> bidsInBuyerOrder, Optional<BidSheet> reserves) {
    this.terms = terms;
    this.bids = bidsInBuyerOrder;
    this.reserves = reserves;
    this.tieBreaker = new TieBreaker(terms.tieBreak(), seed);
    this.bidders = new int[bids.size()];
    this.scores = new long[bids.size()];
    this.sorted = new long[bids.size()];
  }

  /** The winners of a lot in buyer order. */
  List<String> decide(int lotIndex) {
    Lot lot = terms.lots().get(lotIndex);
    price = ClearingPrices.NONE;
    count = 0;
    if (lot.sealedReserve() && reserves.isEmpty()) {
      return List.of();
    }
    Optional<Long> reserve =
        lot.sealedReserve() ? reserves.map(sheet -> sheet.amount(lotIndex)) : lot.reserve();
    collect(lotIndex, reserve.map(this::score).orElse(Long.MAX_VALUE));
    if (count == 0) {
      return List.of();
    }
    System.arraycopy(scores, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    price = price(lot, reserve);
    return winners(lot);
  }

  /** What each winner of the lot that was decided last pays. */
  long price() {
    return price;
  }

  @Override
  public void close() {
    Arrays.fill(scores, 0);
    Arrays.fill(sorted, 0);
    price = ClearingPrices.NONE;
  }

  private void collect(int lotIndex, long worstScore) {
    for (int i = 0; i < bids.size(); i++) {
      long amount = bids.get(i).sheet().amount(lotIndex);
      long score = score(amount);
      if (amount != BidSheet.NO_BID && score <= worstScore) {
        bidders[count] = i;
        scores[count] = score;
        count++;
      }
    }
  }

  private long price(Lot lot, Optional<Long> reserve) {
    int winners = Math.min(count, lot.units());
    if (terms.rule() == Rule.FIRST_PRICE) {
      return Math.abs(sorted[winners - 1]);
    }
    if (count > winners) {
      return Math.abs(sorted[winners]);
    }
    return reserve.orElseThrow(
        () -> new IllegalArgumentException(lot.id() + " needs a reserve, the price of a lone bid"));
  }

  private List<String> winners(Lot lot) {
    if (count <= lot.units()) {
      return buyerIds(everybody());
    }
    long last = sorted[lot.units() - 1];
    boolean[] wins = new boolean[count];
    List<Integer> tied = new ArrayList<>();
    int units = lot.units();
    for (int i = 0; i < count; i++) {
      if (scores[i] < last) {
        wins[i] = true;
        units--;
      } else if (scores[i] == last) {
        tied.add(i);
      }
    }
    for (int place : tieBreaker.first(units, lot.id(), tied, i -> bids.get(bidders[i]))) {
      wins[place] = true;
    }
    return buyerIds(wins);
  }

  private boolean[] everybody() {
    boolean[] wins = new boolean[count];
    Arrays.fill(wins, true);
    return wins;
  }

  private List<String> buyerIds(boolean[] wins) {
    List<String> winners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (wins[i]) {
        winners.add(bids.get(bidders[i]).buyerId());
      }
    }
    return winners;
  }

  private long score(long amount) {
    return terms.direction() == Direction.HIGHEST_WINS ? -amount : amount;
  }
}
