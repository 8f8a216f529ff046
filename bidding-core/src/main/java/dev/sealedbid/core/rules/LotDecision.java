package dev.sealedbid.core.rules;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Lot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides one lot after the other, with one lottery. */
final class LotDecision {
  private final Direction direction;
  private final Sha384 seed;

  LotDecision(Direction direction, Sha384 seed) {
    this.direction = direction;
    this.seed = seed;
  }

  /** The winners in buyer order; the sheets must be in it. */
  List<String> winners(Lot lot, int lotIndex, List<CountedSheet> sheets) {
    List<CountedSheet> bids =
        sheets.stream().filter(counted -> meetsReserve(lot, lotIndex, counted)).toList();
    if (bids.size() <= lot.units()) {
      return bids.stream().map(CountedSheet::buyerId).toList();
    }
    long last = lastWinningAmount(lot, lotIndex, bids);
    List<String> better = new ArrayList<>();
    List<String> tied = new ArrayList<>();
    for (CountedSheet bid : bids) {
      int comparison = compare(bid.sheet().amount(lotIndex), last);
      if (comparison < 0) {
        better.add(bid.buyerId());
      } else if (comparison == 0) {
        tied.add(bid.buyerId());
      }
    }
    Set<String> winners = new HashSet<>(better);
    winners.addAll(drawn(lot, tied, lot.units() - better.size()));
    return bids.stream().map(CountedSheet::buyerId).filter(winners::contains).toList();
  }

  private List<String> drawn(Lot lot, List<String> tied, int units) {
    if (tied.size() == units) {
      return tied;
    }
    return units == 1
        ? List.of(Lottery.winner(seed, lot.id(), tied))
        : Lottery.ranking(seed, lot.id(), tied).subList(0, units);
  }

  private boolean meetsReserve(Lot lot, int lotIndex, CountedSheet counted) {
    if (!counted.sheet().hasBid(lotIndex)) {
      return false;
    }
    return lot.reserve().isEmpty()
        || compare(counted.sheet().amount(lotIndex), lot.reserve().get()) <= 0;
  }

  /** The worst amount that still wins a unit. */
  private long lastWinningAmount(Lot lot, int lotIndex, List<CountedSheet> bids) {
    long[] amounts = bids.stream().mapToLong(bid -> bid.sheet().amount(lotIndex)).toArray();
    Arrays.sort(amounts);
    long last =
        direction == Direction.HIGHEST_WINS
            ? amounts[amounts.length - lot.units()]
            : amounts[lot.units() - 1];
    Arrays.fill(amounts, 0);
    return last;
  }

  /** Negative if the first amount is better. */
  private int compare(long first, long second) {
    return direction == Direction.HIGHEST_WINS
        ? Long.compare(second, first)
        : Long.compare(first, second);
  }
}
