package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a service fail on demand, for tests. A fault strikes after the caller is known and before
 * anything is done. Operations are named as in the API, such as {@code Decrypt}. Thread-safe.
 */
public final class FaultInjection {
  private record Pending(int status, String code, String message) {}

  private final Map<String, Deque<Pending>> pending = new HashMap<>();
  private Lag lag = Lag.NONE;
  private volatile Duration delay = Duration.ZERO;

  FaultInjection() {}

  /** The next {@code times} calls of the operation get ThrottlingException (HTTP 400). */
  public void throttle(String operation, int times) {
    fail(
        operation,
        times,
        400,
        "ThrottlingException",
        "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
  }

  /** The next {@code times} calls of the operation get KMSInternalException (HTTP 500). */
  public void failInternally(String operation, int times) {
    fail(operation, times, 500, "KMSInternalException", "KMS had an internal failure.");
  }

  /** The next {@code times} calls of the operation get this error. */
  public synchronized void fail(
      String operation, int times, int httpStatus, String code, String message) {
    Deque<Pending> queue = pending.computeIfAbsent(operation, o -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.addLast(new Pending(httpStatus, code, message));
    }
  }

  /**
   * From here on, what is changed shows late, as on AWS: of the calls that name a key after
   * CreateKey, and of those of GetKeyPolicy after PutKeyPolicy, the first {@code fresh} see the
   * change, then {@code stale} ones get NotFoundException or the old policy, and the others see it
   * again. A change holds at once, whatever is shown. (0, 0) ends it for later changes.
   */
  public synchronized void lag(int fresh, int stale) {
    lag = new Lag(fresh, stale);
  }

  /**
   * From here on every call takes so much longer, as if KMS were that far away; zero ends it. It
   * isn't a fault, and stays when these are forgotten.
   */
  public void delay(Duration longer) {
    delay = longer;
  }

  /** Forgets every fault that has not struck yet. */
  public synchronized void clear() {
    pending.clear();
    lag = Lag.NONE;
  }

  synchronized Lag lag() {
    return lag;
  }

  void strike(String operation) throws JsonFault {
    Duration longer = delay;
    if (!longer.isZero()) {
      LockSupport.parkNanos(longer.toNanos());
    }
    strikeNow(operation);
  }

  private synchronized void strikeNow(String operation) throws JsonFault {
    Optional<Pending> next =
        Optional.ofNullable(pending.get(operation)).map(queue -> queue.pollFirst());
    if (next.isPresent()) {
      throw new JsonFault(next.get().status(), next.get().code(), next.get().message());
    }
  }
}
