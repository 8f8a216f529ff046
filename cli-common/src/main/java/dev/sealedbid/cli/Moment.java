package dev.sealedbid.cli;

import java.time.Duration;
import java.time.Instant;

/** A time as people read it: the instant in UTC, and how far away it is. */
public final class Moment {

  private Moment() {}

  /** {@code 2026-12-01T12:00:00Z (in 10 days)}. */
  public static String text(Instant instant, Instant now) {
    Duration distance = Duration.between(now, instant);
    return instant
        + (distance.isNegative()
            ? " (" + rough(distance.negated()) + " ago)"
            : " (in " + rough(distance) + ")");
  }

  private static String rough(Duration distance) {
    if (distance.toDays() >= 2) {
      return distance.toDays() + " days";
    }
    if (distance.toHours() >= 2) {
      return distance.toHours() + " h " + distance.toMinutesPart() + " min";
    }
    if (distance.toMinutes() >= 2) {
      return distance.toMinutes() + " min";
    }
    return distance.toSeconds() + " s";
  }
}
