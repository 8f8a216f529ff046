package dev.sealedbid.core.award;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.rules.ClearingPrices;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.statement.LotResult;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who learns what of one decision. Holds the decision's prices, doesn't copy them: it works until
 * they are closed. Safe for use by several threads until then.
 */
public final class Awards {
  private final ClearingPrices prices;
  private final Map<String, BitSet> won = new HashMap<>();

  /** The awards of a decision. */
  public Awards(Decision decision) {
    prices = decision.prices();
    List<LotResult> lots = decision.lots();
    for (int lot = 0; lot < lots.size(); lot++) {
      for (String winner : lots.get(lot).winners()) {
        won.computeIfAbsent(winner, id -> new BitSet()).set(lot);
      }
    }
  }

  /**
   * The award of one recipient; the caller closes it.
   *
   * @param recipient a buyer, or {@code seller}, who learns all prices
   */
  public Award award(String recipient) {
    BitSet told = won.getOrDefault(recipient, new BitSet());
    boolean all = recipient.equals(Identifiers.SELLER);
    long[] told64 = new long[prices.lots()];
    for (int lot = 0; lot < told64.length; lot++) {
      long price = prices.price(lot);
      boolean tells = price != ClearingPrices.NONE && (all || told.get(lot));
      told64[lot] = tells ? price : 0;
    }
    try {
      return Award.of(told64);
    } finally {
      java.util.Arrays.fill(told64, 0);
    }
  }
}
