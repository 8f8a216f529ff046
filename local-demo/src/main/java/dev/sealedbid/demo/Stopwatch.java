package dev.sealedbid.demo;

import java.time.Duration;

/** Measures durations, one after the other. */
public final class Stopwatch {
  private long begun = System.nanoTime();

  /** Time since the last call, or since this was made. */
  public Duration lap() {
    long now = System.nanoTime();
    Duration lap = Duration.ofNanos(now - begun);
    begun = now;
    return lap;
  }
}
