package dev.sealedbid.e2e;

/** Sees what goes between a parent and the rest of the world, and may cut it off. */
@FunctionalInterface
interface Tap {
  /**
   * Whether it goes on.
   *
   * @param point where it is: {@code before} or {@code after}, and the frame's type or {@code PUT}
   *     and what is written
   */
  boolean passes(String point);
}
