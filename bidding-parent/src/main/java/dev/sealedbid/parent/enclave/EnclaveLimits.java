package dev.sealedbid.parent.enclave;

import java.time.Duration;

/**
 * The enclave client's limits. A deadline is for the whole of a request: waiting for a connection,
 * sending, and the reply's last byte.
 *
 * @param connections open at a time
 * @param connect for the enclave to take a connection
 * @param status for status, for which people wait who only look
 * @param request for every other request but resolve
 * @param resolve for resolve, during which the enclave calls KMS for every buyer
 */
public record EnclaveLimits(
    int connections, Duration connect, Duration status, Duration request, Duration resolve) {
  /** What the parent runs with. */
  public static EnclaveLimits standard() {
    return new EnclaveLimits(
        8,
        Duration.ofSeconds(3),
        Duration.ofSeconds(4),
        Duration.ofSeconds(30),
        Duration.ofMinutes(14));
  }
}
