package dev.sealedbid.enclave.wire;

import dev.sealedbid.enclave.settings.EnclaveLimits;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the memory for frames that are being read, worked on and written: large requests so many
 * at a time, huge ones and large replies one at a time.
 */
final class LargeFrames {
  private final Semaphore large = new Semaphore(EnclaveLimits.LARGE_REQUESTS, true);
  private final Semaphore huge = new Semaphore(1, true);
  private final Semaphore replies = new Semaphore(1, true);

  boolean acquireLarge(long millis) {
    return acquire(large, millis);
  }

  void releaseLarge() {
    large.release();
  }

  boolean acquireHuge(long millis) {
    return acquire(huge, millis);
  }

  void releaseHuge() {
    huge.release();
  }

  boolean acquireReply(Duration patience) {
    return acquire(replies, patience.toMillis());
  }

  void releaseReply() {
    replies.release();
  }

  private static boolean acquire(Semaphore permits, long millis) {
    try {
      return permits.tryAcquire(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
