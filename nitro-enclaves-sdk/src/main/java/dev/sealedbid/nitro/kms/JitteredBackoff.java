package dev.sealedbid.nitro.kms;

import java.security.SecureRandom;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Waits between attempts that double, each drawn anew between nothing and the whole ("full jitter":
 * M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015), so that calls which
 * failed together don't come back together. The SDK's own draws from a generator of its own.
 */
final class JitteredBackoff implements BackoffStrategy {
  private static final int MOST_DOUBLINGS = 20;

  private final SecureRandom random;
  private final Duration first;
  private final Duration longest;

  /**
   * A strategy.
   *
   * @param first the whole of the first wait
   * @param longest no whole grows longer
   */
  JitteredBackoff(SecureRandom random, Duration first, Duration longest) {
    this.random = random;
    this.first = first;
    this.longest = longest;
  }

  /** The wait before the attempt that follows so many. */
  @Override
  public Duration computeDelay(int attempts) {
    int doublings = Math.max(0, Math.min(attempts - 1, MOST_DOUBLINGS));
    long whole = Math.min(first.toMillis() << doublings, longest.toMillis());
    return Duration.ofMillis((long) (random.nextDouble() * (whole + 1)));
  }
}
