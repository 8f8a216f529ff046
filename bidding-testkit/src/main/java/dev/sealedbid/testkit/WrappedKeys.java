package dev.sealedbid.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/**
 * What a fake KMS keeps its data keys with: each is bound to the key's ARN and the whole encryption
 * context, as KMS binds them. Safe for use by several threads if its random numbers are.
 */
public final class WrappedKeys {
  private static final int KEY_LENGTH = 32;
  private static final int IV_LENGTH = 12;
  private static final int TAG_LENGTH = 16;

  private final byte[] master = new byte[KEY_LENGTH];
  private final Random random;

  /** A master key, and all that follows, of these random numbers. */
  public WrappedKeys(Random random) {
    this.random = random;
    random.nextBytes(master);
  }

  /** What GenerateDataKey answers. */
  public GenerateDataKeyResponse generate(GenerateDataKeyRequest request) {
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    return GenerateDataKeyResponse.builder()
        .keyId(request.keyId())
        .plaintext(SdkBytes.fromByteArray(key))
        .ciphertextBlob(
            SdkBytes.fromByteArray(wrap(key, request.keyId(), request.encryptionContext())))
        .build();
  }

  /** What GenerateDataKey or Encrypt makes of any bytes. */
  public byte[] wrap(byte[] key, String arn, Map<String, String> context) {
    byte[] iv = new byte[IV_LENGTH];
    random.nextBytes(iv);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv, arn, context).doFinal(key);
      return ByteBuffer.allocate(IV_LENGTH + sealed.length).put(iv).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The bytes that were wrapped.
   *
   * @throws InvalidCiphertextException if the blob isn't of this master key, ARN and context
   */
  public byte[] unwrap(byte[] blob, String arn, Map<String, String> context) {
    if (blob.length < IV_LENGTH + TAG_LENGTH) {
      throw invalid();
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(blob, IV_LENGTH), arn, context)
          .doFinal(blob, IV_LENGTH, blob.length - IV_LENGTH);
    } catch (GeneralSecurityException e) {
      throw invalid();
    }
  }

  private static InvalidCiphertextException invalid() {
    return InvalidCiphertextException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode("InvalidCiphertextException").build())
        .statusCode(400)
        .build();
  }

  private Cipher cipher(int mode, byte[] iv, String arn, Map<String, String> context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(master, "AES"), new GCMParameterSpec(TAG_LENGTH * 8, iv));
    cipher.updateAAD((arn + new TreeMap<>(context)).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
