package dev.sealedbid.parent.web;

import java.time.Duration;

/**
 * The limits on request bodies, all of them together.
 *
 * @param held bytes of long bodies that are held at a time, from their arrival to the answer. A
 *     body counts with what has arrived of it, not with what it announces, so that keeping others
 *     out costs as many bytes as they would send; the first {@link #SHORT} of each count nothing,
 *     so that whoever sends short ones is never kept out
 * @param time from a body's first byte to its last
 */
public record BodyLimits(long held, Duration time) {
  /** Up to here a body is short: everything but the terms of many buyers. */
  public static final int SHORT = 65_536;

  /** What the parent runs with: four of the longest terms, and 30 seconds. */
  public static BodyLimits standard() {
    return new BodyLimits(32L * 1024 * 1024, Duration.ofSeconds(30));
  }
}
