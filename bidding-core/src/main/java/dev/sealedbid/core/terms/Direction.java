package dev.sealedbid.core.terms;

/** Which amounts are better. */
public enum Direction {
  /** A sale: higher amounts are better, and the reserve is the least amount that may win. */
  HIGHEST_WINS,
  /**
   * A procurement: lower amounts are better, and the reserve is the greatest amount that may win.
   */
  LOWEST_WINS
}
