package dev.sealedbid.nitro.eif;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One register: SHA-384 of 48 zero bytes and the SHA-384 of all that went in. */
final class PcrHasher {
  private static final int LENGTH = 48;

  private final MessageDigest content = sha384();

  void update(byte[] bytes, int length) {
    content.update(bytes, 0, length);
  }

  /** The register; to be asked once, after the last update. */
  byte[] value() {
    MessageDigest register = sha384();
    register.update(new byte[LENGTH]);
    return register.digest(content.digest());
  }

  private static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-384", e);
    }
  }
}
