package dev.sealedbid.local.iam;

import java.time.Instant;

/**
 * Short-lived credentials of an assumed role.
 *
 * @param accessKeyId starts with ASIA
 * @param secretAccessKey never shown by {@link #toString()}
 * @param sessionToken never shown by {@link #toString()}
 * @param expiration from then on every call is refused with ExpiredToken
 * @param sessionArn {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}
 * @param assumedRoleId the role's unique id and the session's name, joined by a colon
 */
public record SessionCredentials(
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    Instant expiration,
    String sessionArn,
    String assumedRoleId) {
  @Override
  public String toString() {
    return "SessionCredentials[" + accessKeyId + " of " + sessionArn + "]";
  }
}
