package dev.sealedbid.core.terms;

import dev.sealedbid.core.Sha384;
import java.util.List;

/**
 * The measurements of the only enclave that may run the auction. None is zero: zeros are what an
 * enclave in debug mode has.
 *
 * @param pcr0 the image
 * @param pcr1 kernel and boot
 * @param pcr2 the application
 * @param pcr3 the role of the auctioneer's parent instance
 */
public record Measurements(Sha384 pcr0, Sha384 pcr1, Sha384 pcr2, Sha384 pcr3) {
  /** How many there are: PCR0 to PCR3. */
  public static final int COUNT = 4;

  /** Checks that none is zero. */
  public Measurements {
    for (Sha384 value : List.of(pcr0, pcr1, pcr2, pcr3)) {
      if (value.isZero()) {
        throw new IllegalArgumentException(
            "a measurement of zeros is that of a debug-mode enclave");
      }
    }
  }

  /**
   * One of them by its register.
   *
   * @throws IndexOutOfBoundsException unless 0 ≤ index ≤ 3
   */
  public Sha384 pcr(int index) {
    return List.of(pcr0, pcr1, pcr2, pcr3).get(index);
  }
}
