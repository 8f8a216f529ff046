package dev.sealedbid.parent.kmsproxy;

import java.time.Duration;

/**
 * The proxy's limits.
 *
 * @param connections open at a time; one more is refused with 503
 * @param head for the request's head to arrive
 * @param connect for the destination to take the connection
 * @param idle without a byte in one direction, after which a tunnel is closed
 */
public record ProxyLimits(int connections, Duration head, Duration connect, Duration idle) {
  /** What the parent runs with. */
  public static ProxyLimits standard() {
    return new ProxyLimits(
        128, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(2));
  }
}
