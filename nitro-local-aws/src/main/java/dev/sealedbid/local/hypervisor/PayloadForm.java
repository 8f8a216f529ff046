package dev.sealedbid.local.hypervisor;

import java.util.Arrays;

/**
 * How a hypervisor encodes the outermost map of what it signs. All else is alike: the same nine
 * fields in the same order, registers and certificates of definite length.
 *
 * <p>Source: 58 documents that AWS signed and others published; all of up to April 2025 are of the
 * older form, all from July 2025 on of the newer.
 */
public enum PayloadForm {
  /**
   * {@code bf … ff}, a map without a length: what AWS has been signing since the middle of 2025.
   */
  INDEFINITE {
    @Override
    byte[] of(byte[] definite) {
      byte[] payload = Arrays.copyOf(definite, definite.length + 1);
      payload[0] = (byte) 0xbf;
      payload[definite.length] = (byte) 0xff;
      return payload;
    }
  },

  /** {@code a9 …}, a map of nine: what AWS signed before. */
  DEFINITE {
    @Override
    byte[] of(byte[] definite) {
      return definite.clone();
    }
  };

  /**
   * The payload in this form.
   *
   * @param definite a map of fewer than 24 entries, so that its head is one byte
   */
  abstract byte[] of(byte[] definite);
}
