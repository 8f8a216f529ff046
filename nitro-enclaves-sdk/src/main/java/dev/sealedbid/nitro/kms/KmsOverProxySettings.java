package dev.sealedbid.nitro.kms;

import java.time.Duration;

/**
 * The limits of a {@link KmsOverProxy}.
 *
 * @param maxConnections how many connections a client holds at most, 1 to 256
 * @param maxAttempts how often a call is tried in all, 1 to 10
 * @param connectTimeout for reaching KMS: the proxy's answer and the TLS handshake together
 * @param readTimeout for each wait for bytes from KMS
 * @param attemptTimeout for one attempt of a call as a whole
 * @param callTimeout for a call with all its attempts and the waits between them
 */
public record KmsOverProxySettings(
    int maxConnections,
    int maxAttempts,
    Duration connectTimeout,
    Duration readTimeout,
    Duration attemptTimeout,
    Duration callTimeout) {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * Checks the ranges; every duration is positive and at most five minutes.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public KmsOverProxySettings {
    require(maxConnections >= 1 && maxConnections <= 256, "maxConnections is 1 to 256");
    require(maxAttempts >= 1 && maxAttempts <= 10, "maxAttempts is 1 to 10");
    requireDuration(connectTimeout, "connectTimeout");
    requireDuration(readTimeout, "readTimeout");
    requireDuration(attemptTimeout, "attemptTimeout");
    requireDuration(callTimeout, "callTimeout");
  }

  /** 32 connections, 4 attempts, 5 s to connect, 5 s to read, 10 s an attempt, 40 s a call. */
  public static KmsOverProxySettings defaults() {
    return new KmsOverProxySettings(
        32,
        4,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(40));
  }

  /** The same with another number of connections. */
  public KmsOverProxySettings withMaxConnections(int connections) {
    return new KmsOverProxySettings(
        connections, maxAttempts, connectTimeout, readTimeout, attemptTimeout, callTimeout);
  }

  private static void requireDuration(Duration value, String name) {
    boolean positive = value.toMillis() > 0;
    require(positive && value.compareTo(LONGEST) <= 0, name + " is 1 ms to 5 minutes");
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
