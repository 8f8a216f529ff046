package dev.sealedbid.local.kms;

import org.jspecify.annotations.Nullable;

/** What reads show of something that changed. Thread-safe. */
final class Lagging<T> {
  private @Nullable T before;
  private int fresh;
  private int stale;

  /** It changed now, and was {@code old} before. */
  synchronized void changed(T old, Lag lag) {
    before = old;
    fresh = lag.fresh();
    stale = lag.stale();
  }

  /** What this read shows. */
  synchronized T read(T present) {
    if (stale == 0 || before == null) {
      return present;
    }
    if (fresh > 0) {
      fresh--;
      return present;
    }
    stale--;
    return before;
  }
}
