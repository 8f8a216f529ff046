package dev.sealedbid.core.frame;

import dev.sealedbid.core.Limits;
import java.util.Arrays;

/**
 * Short-lived AWS credentials. <b>Secret</b>: {@link #close} wipes them; {@code toString} says
 * nothing.
 */
public final class Credentials implements AutoCloseable {
  private final byte[] accessKeyId;
  private final byte[] secretAccessKey;
  private final byte[] sessionToken;

  /**
   * Copies the three parts, each printable ASCII; the session token may be empty.
   *
   * @throws IllegalArgumentException if one is missing, too long or not printable ASCII
   */
  public Credentials(byte[] accessKeyId, byte[] secretAccessKey, byte[] sessionToken) {
    require(accessKeyId, 1);
    require(secretAccessKey, 1);
    require(sessionToken, 0);
    this.accessKeyId = accessKeyId.clone();
    this.secretAccessKey = secretAccessKey.clone();
    this.sessionToken = sessionToken.clone();
  }

  /** A copy of the access key id, ASCII. */
  public byte[] accessKeyId() {
    return accessKeyId.clone();
  }

  /** A copy of the secret access key, ASCII. The caller wipes it. */
  public byte[] secretAccessKey() {
    return secretAccessKey.clone();
  }

  /** A copy of the session token, ASCII; empty if there is none. The caller wipes it. */
  public byte[] sessionToken() {
    return sessionToken.clone();
  }

  /** Wipes all three. */
  @Override
  public void close() {
    Arrays.fill(accessKeyId, (byte) 0);
    Arrays.fill(secretAccessKey, (byte) 0);
    Arrays.fill(sessionToken, (byte) 0);
  }

  @Override
  public String toString() {
    return "Credentials[…]";
  }

  private static void require(byte[] part, int min) {
    if (part.length < min || part.length > Limits.MAX_CREDENTIAL_LENGTH) {
      throw new IllegalArgumentException(
          "a part of credentials has " + min + " to " + Limits.MAX_CREDENTIAL_LENGTH + " bytes");
    }
    for (byte b : part) {
      if (b <= ' ' || b > '~') {
        throw new IllegalArgumentException("credentials are printable ASCII");
      }
    }
  }
}
