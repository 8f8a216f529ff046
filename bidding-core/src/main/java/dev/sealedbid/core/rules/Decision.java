package dev.sealedbid.core.rules;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.LotResult;
import java.util.List;

/**
 * What the rules decide.
 *
 * @param lotterySeed published in every outcome, tie or not
 * @param lots a result for each lot, in lot order
 * @param prices what the winners pay; secret, and the caller's to close
 */
public record Decision(Sha384 lotterySeed, List<LotResult> lots, ClearingPrices prices) {
  /** Copies the list. */
  public Decision {
    lots = List.copyOf(lots);
  }
}
