package dev.sealedbid.core.rules;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The rules taken literally, by comparing everybody with everybody: no sorting, no arrays, and
 * nothing of the code that is tested but the lottery's tickets.
 *
 * @param terms the auction
 * @param seed its lottery's seed
 * @param bids amounts by buyer id, a map for each lot; only those that were made
 * @param reserves the reserve of each lot; none if there is none
 * @param unsold lots that can't be sold because the seller withdrew
 * @param sequences of the sheets by buyer id
 */
record Oracle(
    Terms terms,
    Sha384 seed,
    List<Map<String, Long>> bids,
    List<OptionalLong> reserves,
    List<Integer> unsold,
    Map<String, Long> sequences) {

  /** The winners in buyer order. */
  List<String> winners(int lot) {
    Map<String, Long> rivals = takingPart(lot);
    return terms.buyers().stream()
        .map(buyer -> buyer.id())
        .filter(rivals::containsKey)
        .filter(id -> beating(lot, id).size() < lot(lot).units())
        .toList();
  }

  /** What they pay, or -1. */
  long price(int lot) {
    List<String> winners = winners(lot);
    if (winners.isEmpty()) {
      return -1;
    }
    List<Long> won = new ArrayList<>();
    List<Long> lost = new ArrayList<>();
    takingPart(lot).forEach((id, amount) -> (winners.contains(id) ? won : lost).add(amount));
    if (terms.rule() == Rule.FIRST_PRICE) {
      return won.stream()
          .filter(amount -> won.stream().noneMatch(other -> better(amount, other)))
          .findAny()
          .orElseThrow();
    }
    return lost.stream()
        .filter(amount -> lost.stream().noneMatch(other -> better(other, amount)))
        .findAny()
        .orElseGet(() -> reserves.get(lot).orElseThrow());
  }

  /** Those who bid on the lot and meet its reserve. */
  private Map<String, Long> takingPart(int lot) {
    Map<String, Long> taking = new TreeMap<>(bids.get(lot));
    OptionalLong reserve = reserves.get(lot);
    if (reserve.isPresent()) {
      taking.values().removeIf(amount -> better(reserve.getAsLong(), amount));
    }
    if (unsold.contains(lot)) {
      taking.clear();
    }
    return taking;
  }

  /** Everybody who comes before a bidder: by amount, and among equals by the tie-break. */
  private List<String> beating(int lot, String id) {
    Map<String, Long> rivals = takingPart(lot);
    long own = of(rivals, id);
    return rivals.keySet().stream()
        .filter(other -> !other.equals(id))
        .filter(
            other ->
                better(of(rivals, other), own)
                    || (of(rivals, other) == own && luckier(lot, other, id)))
        .toList();
  }

  private static long of(Map<String, Long> numbers, String id) {
    return Objects.requireNonNull(numbers.get(id), id);
  }

  private boolean luckier(int lot, String one, String other) {
    if (terms.tieBreak() == TieBreak.EARLIEST_ACKNOWLEDGED) {
      return of(sequences, one) < of(sequences, other);
    }
    String lotId = lot(lot).id();
    return Lottery.rank(seed, lotId, one).compareTo(Lottery.rank(seed, lotId, other)) < 0;
  }

  private boolean better(long one, long other) {
    return terms.direction() == Direction.HIGHEST_WINS ? one > other : one < other;
  }

  private Lot lot(int index) {
    return terms.lots().get(index);
  }
}
