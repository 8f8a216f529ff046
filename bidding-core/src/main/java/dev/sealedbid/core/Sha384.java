package dev.sealedbid.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-384 digest (FIPS 180-4): 48 bytes, written as 96 lower-case hexadecimal digits.
 *
 * <p>Ordered as unsigned big-endian numbers. Not secret: comparison isn't constant-time.
 */
public final class Sha384 implements Comparable<Sha384> {
  /** The length of a digest in bytes. */
  public static final int LENGTH = 48;

  private final byte[] bytes;

  private Sha384(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The digest of the parts' concatenation. */
  public static Sha384 of(byte[]... parts) {
    MessageDigest digest = newDigest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return new Sha384(digest.digest());
  }

  /**
   * A digest that was computed elsewhere.
   *
   * @throws IllegalArgumentException unless there are exactly 48 bytes
   */
  public static Sha384 fromBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a SHA-384 digest has 48 bytes, these are " + bytes.length);
    }
    return new Sha384(bytes.clone());
  }

  /**
   * Reads 96 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException for anything else, upper-case digits included: a digest has
   *     one spelling
   */
  public static Sha384 parse(String hex) {
    return new Sha384(LowerHex.parse(hex, LENGTH, "a SHA-384 digest"));
  }

  /** The digest as 96 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** A copy of the 48 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether every byte is zero, as a measurement is in an enclave started in debug mode. */
  public boolean isZero() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Sha384 other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha384 that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-384", e);
    }
  }
}
