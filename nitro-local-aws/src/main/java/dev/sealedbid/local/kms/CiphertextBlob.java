package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * KMS's own ciphertext: four magic bytes, the key's id, a nonce, AES-256-GCM; key ARN and
 * encryption context are bound as additional data. Opaque to callers.
 */
final class CiphertextBlob {
  private static final byte[] MAGIC = {1, 2, 2, 0};
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int HEADER = MAGIC.length + 16 + NONCE;

  private CiphertextBlob() {}

  static byte[] seal(KmsKey key, EncryptionContext context, byte[] plaintext, SecureRandom random) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    UUID id = UUID.fromString(key.id());
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, context, nonce, plaintext, 0);
    return ByteBuffer.allocate(HEADER + sealed.length)
        .put(MAGIC)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .put(nonce)
        .put(sealed)
        .array();
  }

  /**
   * The id of the key that sealed a blob.
   *
   * @throws JsonFault InvalidCiphertextException if it is none of ours
   */
  static String keyId(byte[] blob) throws JsonFault {
    if (blob.length < HEADER + TAG
        || !Arrays.equals(blob, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw invalid();
    }
    ByteBuffer id = ByteBuffer.wrap(blob, MAGIC.length, 16);
    return new UUID(id.getLong(), id.getLong()).toString();
  }

  /**
   * Opens a blob.
   *
   * @throws JsonFault InvalidCiphertextException if it was changed, or sealed under another context
   */
  static byte[] open(KmsKey key, EncryptionContext context, byte[] blob) throws JsonFault {
    byte[] nonce = Arrays.copyOfRange(blob, HEADER - NONCE, HEADER);
    try {
      return crypt(Cipher.DECRYPT_MODE, key, context, nonce, blob, HEADER);
    } catch (IllegalStateException e) {
      throw invalid();
    }
  }

  /** AWS sends this error without a message. */
  static JsonFault invalid() {
    return new JsonFault(400, "InvalidCiphertextException", "");
  }

  private static byte[] crypt(
      int mode, KmsKey key, EncryptionContext context, byte[] nonce, byte[] input, int offset) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key.secret(), new GCMParameterSpec(8 * TAG, nonce));
      cipher.updateAAD(additionalData(key, context));
      return cipher.doFinal(input, offset, input.length - offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  private static byte[] additionalData(KmsKey key, EncryptionContext context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    out.writeBytes(key.arn().getBytes(StandardCharsets.UTF_8));
    out.write(0);
    out.writeBytes(context.canonical());
    return out.toByteArray();
  }
}
