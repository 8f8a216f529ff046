package dev.sealedbid.core.statement;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the components of statements have in common. */
final class Checks {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Checks() {}

  /** Cuts a time to milliseconds: what the NSM gives, and what a statement can say. */
  static Instant millis(Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new IllegalArgumentException("a time in a statement lies in the years 0 to 9999");
    }
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  static void notNegative(long number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException(what + " isn't negative");
    }
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
