package dev.sealedbid.buyer.command;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
public interface Pause {
  /**
   * Returns after about that long.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  void pause(Duration duration) throws InterruptedException;

  /** Puts the thread to sleep. */
  static Pause ofThread() {
    return duration -> Thread.sleep(duration.toMillis());
  }
}
