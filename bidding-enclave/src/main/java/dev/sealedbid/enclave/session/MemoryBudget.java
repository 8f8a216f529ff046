package dev.sealedbid.enclave.session;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.enclave.failure.RefusedException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What all sessions of one enclave may hold in memory. Asked before anything of that size is made,
 * so that too much is a refusal and never the end of the process. Remembered ends give way, the
 * oldest first, to what live sessions need.
 *
 * <p>Safe for use by several threads; takes no other lock.
 */
public final class MemoryBudget {
  private final long max;
  private final int maxEnds;
  private final Deque<End> ends = new ArrayDeque<>();
  private long held;

  /** An ended session that is remembered. */
  private record End(long bytes, Runnable forget) {}

  public MemoryBudget(long max, int maxEnds) {
    this.max = max;
    this.maxEnds = maxEnds;
  }

  /**
   * Sets memory aside.
   *
   * @throws RefusedException with {@link ErrorCode#ENCLAVE_FULL} if live sessions hold too much;
   *     nothing is set aside then
   */
  public synchronized void reserve(long bytes) throws RefusedException {
    while (held + bytes > max && !ends.isEmpty()) {
      forgetOldest();
    }
    if (held + bytes > max) {
      throw new RefusedException(ErrorCode.ENCLAVE_FULL);
    }
    held += bytes;
  }

  public synchronized void release(long bytes) {
    held -= bytes;
  }

  /**
   * Remembers an ended session, for as long as there is room for it.
   *
   * @param bytes what it holds, set aside before
   * @param forget drops it
   */
  synchronized void remember(long bytes, Runnable forget) {
    ends.addLast(new End(bytes, forget));
    while (ends.size() > maxEnds) {
      forgetOldest();
    }
  }

  /** Bytes set aside. */
  public synchronized long held() {
    return held;
  }

  private void forgetOldest() {
    End oldest = ends.removeFirst();
    held -= oldest.bytes();
    oldest.forget().run();
  }
}
