package dev.sealedbid.core.statement;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * How one lot ended.
 *
 * @param lotId the lot
 * @param status SOLD exactly if there are winners
 * @param winners ids in buyer order, which tells nothing about who bid more
 * @param price what each winner pays, in minor units; for SOLD lots under PRICE_PUBLIC only
 */
public record LotResult(
    String lotId, LotStatus status, List<String> winners, Optional<Long> price) {
  /** Checks that status, winners and price agree. */
  public LotResult {
    Identifiers.require(lotId, "lotId");
    winners = List.copyOf(winners);
    winners.forEach(winner -> Identifiers.require(winner, "winner"));
    Checks.require(
        new HashSet<>(winners).size() == winners.size(), "a lot's winners are all different");
    Checks.require(
        (status == LotStatus.SOLD) != winners.isEmpty(),
        "a lot is SOLD exactly if it has a winner");
    Checks.require(
        price.isEmpty() || status == LotStatus.SOLD, "a lot that isn't SOLD has no price");
    Checks.require(
        price.isEmpty() || (price.get() >= 0 && price.get() <= Limits.MAX_AMOUNT),
        "a price is an amount");
  }

  /** A lot with winners, whose price isn't public. */
  public static LotResult sold(String lotId, List<String> winners) {
    return new LotResult(lotId, LotStatus.SOLD, winners, Optional.empty());
  }

  /** A lot with winners, each of whom pays this. */
  public static LotResult sold(String lotId, List<String> winners, long price) {
    return new LotResult(lotId, LotStatus.SOLD, winners, Optional.of(price));
  }

  /** A lot that nobody wins. */
  public static LotResult noSale(String lotId) {
    return new LotResult(lotId, LotStatus.NO_SALE, List.of(), Optional.empty());
  }
}
