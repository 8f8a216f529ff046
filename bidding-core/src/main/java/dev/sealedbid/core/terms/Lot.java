package dev.sealedbid.core.terms;

import java.util.Optional;
import java.util.Set;

/**
 * One lot.
 *
 * @param id unique among the auction's lots
 * @param description what it is, for people; may be empty
 * @param units how many equal units are awarded, one to a winner
 * @param reserve the public reserve in minor units: the least amount that may win, or the greatest
 *     where the lowest wins
 * @param sealedReserve whether the seller seals the reserve instead of publishing it
 * @param step amounts must be multiples of this many minor units
 * @param admitted ids of the only buyers that may bid on it; everybody may if absent
 */
public record Lot(
    String id,
    String description,
    int units,
    Optional<Long> reserve,
    boolean sealedReserve,
    Optional<Long> step,
    Optional<Set<String>> admitted) {
  /** Copies the set of admitted buyers. */
  public Lot {
    admitted = admitted.map(Set::copyOf);
  }

  /** Whether a buyer may bid on this lot. */
  public boolean admits(String buyerId) {
    return admitted.isEmpty() || admitted.get().contains(buyerId);
  }
}
