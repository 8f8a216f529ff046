package dev.sealedbid.core.sealed;

/** Constants of the Encryption SDK's message format version 2, as sheets use it. */
final class MessageFormat {
  static final byte VERSION = 2;
  static final int MESSAGE_ID_LENGTH = 32;
  static final byte FRAMED = 2;

  /**
   * Larger than any sheet: a plaintext exactly as long as a frame would become a regular frame and
   * an empty final one.
   */
  static final int FRAME_LENGTH = 8_192;

  static final int COMMITMENT_LENGTH = 32;
  static final int TAG_LENGTH = 16;
  static final int NONCE_LENGTH = 12;
  static final int FINAL_FRAME = -1;
  static final int MAX_ENCRYPTED_KEY_LENGTH = 6_144;
  static final String KMS_PROVIDER = "aws-kms";

  private MessageFormat() {}

  /** AES-256-GCM, HKDF-SHA-512, key commitment, no signature: 0x0478. */
  static byte[] suite() {
    return new byte[] {0x04, 0x78};
  }
}
