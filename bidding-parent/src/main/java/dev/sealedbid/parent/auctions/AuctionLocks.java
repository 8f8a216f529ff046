package dev.sealedbid.parent.auctions;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One opening or round at a time for each auction. A second one is told so at once instead of
 * holding a thread while the first waits for KMS.
 */
final class AuctionLocks {
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /**
   * Runs the action alone.
   *
   * @throws ProblemException ROUND_UNDER_WAY if another one runs
   */
  <T> T alone(String auctionId, Supplier<T> action) {
    if (!held.add(auctionId)) {
      throw ProblemException.of(
          ParentCode.ROUND_UNDER_WAY, "Auction " + auctionId + " is being opened or resolved.");
    }
    try {
      return action.get();
    } finally {
      held.remove(auctionId);
    }
  }
}
