package dev.sealedbid.core.rules;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.LotResult;
import java.util.List;

/**
 * What the rules decide.
 *
 * @param lotterySeed published in every outcome, tie or not
 * @param lots a result for each lot, in lot order
 */
public record Decision(Sha384 lotterySeed, List<LotResult> lots) {
  /** Copies the list. */
  public Decision {
    lots = List.copyOf(lots);
  }
}
