package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.command.Pause;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/**
 * Asks KMS again. It is eventually consistent: a key that was just made may be unknown to the next
 * call, and a read may show a policy from before a change, even when an earlier read showed the
 * change.
 *
 * <p>Source: KMS Developer Guide, "AWS KMS eventual consistency".
 *
 * @param pause waits between two reads: 250 ms at first, twice as long each time, at most 10 s
 */
public record Rereads(Pause pause) {
  /** For what was written moments ago: about five minutes. */
  public static final int AFTER_A_WRITE = 35;

  /** For an answer from before a change that was seen already: a bit more than a minute. */
  public static final int STALE = 12;

  /** For a key that may just not be known yet, or not exist: about eight seconds. */
  public static final int UNKNOWN = 5;

  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /**
   * Reads until the answer will do.
   *
   * @param times how often to read again
   * @return the last answer, which may be one that won't do
   */
  <T> T until(int times, Supplier<T> read, Predicate<? super T> good) {
    T answer = read.get();
    for (int i = 0; i < times && !good.test(answer) && paused(i); i++) {
      answer = read.get();
    }
    return answer;
  }

  /**
   * Makes a call that names a key; not to be found at first isn't believed.
   *
   * @throws NotFoundException if it isn't found after {@link #UNKNOWN} more tries
   */
  <T> T found(Supplier<T> call) {
    for (int i = 0; i < UNKNOWN; i++) {
      try {
        return call.get();
      } catch (NotFoundException e) {
        if (!paused(i)) {
          throw e;
        }
      }
    }
    return call.get();
  }

  private boolean paused(int times) {
    Duration wanted = FIRST.multipliedBy(1L << Math.min(times, 10));
    try {
      pause.pause(wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
