package dev.sealedbid.nitro.vsock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment on the monotonic clock until which something may take. */
final class Deadline {

  /** What {@link #never} leaves: poll(2)'s "no timeout". */
  static final int FOREVER = -1;

  private static final Duration LONGEST = Duration.ofHours(1);

  private final boolean bounded;
  private final long at;

  private Deadline(boolean bounded, long at) {
    this.bounded = bounded;
    this.at = at;
  }

  static Deadline never() {
    return new Deadline(false, 0);
  }

  /** For a timeout as {@link java.net.Socket#setSoTimeout} takes it: 0 means never. */
  static Deadline afterSoTimeout(int millis) {
    return millis == 0
        ? never()
        : new Deadline(true, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  static Deadline after(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a timeout is positive and at most an hour");
    }
    return new Deadline(true, System.nanoTime() + timeout.toNanos());
  }

  /** Milliseconds left, rounded up; 0 once it has passed; {@link #FOREVER} if there is none. */
  int remainingMillis() {
    if (!bounded) {
      return FOREVER;
    }
    long nanos = at - System.nanoTime();
    return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }
}
