package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import java.util.HashSet;
import java.util.List;

/**
 * How one lot ended.
 *
 * @param lotId the lot
 * @param status SOLD exactly if there are winners
 * @param winners ids in buyer order, which tells nothing about who bid more
 */
public record LotResult(String lotId, LotStatus status, List<String> winners) {
  /** Checks that status and winners agree. */
  public LotResult {
    Identifiers.require(lotId, "lotId");
    winners = List.copyOf(winners);
    winners.forEach(winner -> Identifiers.require(winner, "winner"));
    Checks.require(
        new HashSet<>(winners).size() == winners.size(), "a lot's winners are all different");
    Checks.require(
        (status == LotStatus.SOLD) != winners.isEmpty(),
        "a lot is SOLD exactly if it has a winner");
  }

  /** A lot with winners. */
  public static LotResult sold(String lotId, List<String> winners) {
    return new LotResult(lotId, LotStatus.SOLD, winners);
  }

  /** A lot that nobody wins. */
  public static LotResult noSale(String lotId) {
    return new LotResult(lotId, LotStatus.NO_SALE, List.of());
  }
}
