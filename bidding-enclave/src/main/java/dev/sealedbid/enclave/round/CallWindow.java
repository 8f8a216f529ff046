package dev.sealedbid.enclave.round;

/**
 * How many calls of one Region's KMS are under way at once: as many as pay.
 *
 * <p>It begins with {@value #FIRST} and doubles as long as that makes the round faster by a fifth;
 * where it doesn't, the network isn't what the round waits for, and it goes back. Throttling halves
 * it, once for all the calls that were under way then; from there on it grows by one at a time
 * (additive increase, multiplicative decrease: Chiu and Jain, 1989). Whoever uses it guards it by a
 * lock.
 */
final class CallWindow {
  /** Calls under way at first. */
  static final int FIRST = 8;

  /** So many windows' worth of calls are compared with as many. */
  private static final int WINDOWS = 4;

  private static final double PAYS = 1.2;

  private enum Growth {
    DOUBLING,
    SETTLED,
    BY_ONE
  }

  private final int limit;
  private Growth growth = Growth.DOUBLING;
  private int size;
  private int underWay;
  private int ended;
  private int afterThrottling;
  private long since;
  private double rateBefore;

  /**
   * A window.
   *
   * @param limit it never grows above, at least 1
   * @param now the time in nanoseconds, as all other times that it is told
   */
  CallWindow(int limit, long now) {
    this.limit = limit;
    this.size = Math.min(FIRST, limit);
    this.since = now;
  }

  /** Whether a call may begin. */
  boolean hasRoom() {
    return underWay < size;
  }

  /** How many calls may be under way. */
  int size() {
    return size;
  }

  /** A call begins. */
  void begun() {
    underWay++;
  }

  /** A call has ended, whatever came of it. */
  void ended(long now) {
    underWay--;
    ended++;
    afterThrottling--;
    if (ended >= WINDOWS * size) {
      adapt((double) ended / Math.max(1, now - since));
      ended = 0;
      since = now;
    }
  }

  /** KMS throttled a call that is under way. */
  void throttled(long now) {
    if (afterThrottling > 0) {
      return; // it began before the window was made smaller
    }
    afterThrottling = underWay;
    size = Math.max(1, size / 2);
    growth = Growth.BY_ONE;
    ended = 0;
    since = now;
  }

  private void adapt(double rate) {
    switch (growth) {
      case DOUBLING -> {
        if (rate >= rateBefore * PAYS) {
          rateBefore = rate;
          growth = size < limit ? Growth.DOUBLING : Growth.SETTLED;
          size = Math.min(limit, size * 2);
        } else {
          size = Math.max(Math.min(FIRST, limit), size / 2);
          growth = Growth.SETTLED;
        }
      }
      case BY_ONE -> size = Math.min(limit, size + 1);
      case SETTLED -> {
        // As many as pay.
      }
    }
  }
}
