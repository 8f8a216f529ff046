package dev.sealedbid.core;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id of one session of an auction: 32 bytes that the enclave drew from the NSM, written as 64
 * lower-case hexadecimal digits.
 *
 * <p>Not secret: buyers pin their key policies to it. It is random so that no session can be had
 * twice.
 */
public final class SessionId {
  /** The length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private SessionId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A session id of the given bytes.
   *
   * @throws IllegalArgumentException unless there are exactly 32 bytes
   */
  public static SessionId fromBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a session id has 32 bytes, these are " + bytes.length);
    }
    return new SessionId(bytes.clone());
  }

  /**
   * Reads 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static SessionId parse(String hex) {
    return new SessionId(LowerHex.parse(hex, LENGTH, "a session id"));
  }

  /** The id as 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
