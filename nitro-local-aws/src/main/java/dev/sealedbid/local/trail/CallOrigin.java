package dev.sealedbid.local.trail;

import java.time.Instant;

/**
 * Where and when a call came in.
 *
 * @param requestId a fresh UUID
 * @param time when the service took it up
 * @param region that it was signed for
 * @param sourceIp of the client
 * @param userAgent that the client sent
 */
public record CallOrigin(
    String requestId, Instant time, String region, String sourceIp, String userAgent) {}
