package dev.sealedbid.local.hypervisor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arithmetic of PCRs: a PCR that was extended once from its 48 zero bytes has the value
 * SHA-384(48 zero bytes || SHA-384(data)); PCR3 and PCR4 are SHA-384(48 zero bytes || text).
 */
final class Measurement {
  static final int LENGTH = 48;

  private Measurement() {}

  static MessageDigest sha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-384", e);
    }
  }

  static byte[] hash(byte[] data) {
    return sha384().digest(data);
  }

  static byte[] extend(byte[] old, byte[] data) {
    MessageDigest digest = sha384();
    digest.update(old);
    return digest.digest(data);
  }

  static byte[] zero() {
    return new byte[LENGTH];
  }

  static void putText(MessageDigest digest, String text) {
    putBytes(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  // Every part is preceded by its length, so that no byte can move from one part to the next.
  static void putBytes(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  /** The PCRs 0–15 of an enclave at boot. */
  static Map<Integer, byte[]> bootPcrs(
      byte[] runtimeDigest, byte[] applicationDigest, String roleArn, String instanceId) {
    MessageDigest image = sha384();
    putBytes(image, runtimeDigest);
    putBytes(image, applicationDigest);
    Map<Integer, byte[]> pcrs = new TreeMap<>();
    for (int index = 0; index < PcrBank.LOCKED_AT_BOOT; index++) {
      pcrs.put(index, zero());
    }
    pcrs.put(0, extend(zero(), image.digest()));
    pcrs.put(1, extend(zero(), runtimeDigest));
    pcrs.put(2, extend(zero(), applicationDigest));
    pcrs.put(3, extend(zero(), roleArn.getBytes(StandardCharsets.UTF_8)));
    pcrs.put(4, extend(zero(), instanceId.getBytes(StandardCharsets.UTF_8)));
    return pcrs;
  }

  /** What an enclave in debug mode has: nothing but zeros. */
  static Map<Integer, byte[]> debugPcrs() {
    Map<Integer, byte[]> pcrs = new TreeMap<>();
    for (int index = 0; index < PcrBank.LOCKED_AT_BOOT; index++) {
      pcrs.put(index, zero());
    }
    return pcrs;
  }
}
