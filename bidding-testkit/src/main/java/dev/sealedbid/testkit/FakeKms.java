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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A KMS for these tests: data keys are bound to the key's ARN and the whole encryption context, as
 * KMS binds them. It knows no policies; {@link #refusal} makes it refuse.
 */
public final class FakeKms implements KmsClient {
  private final byte[] master = new byte[32];
  private final Random random;
  public @Nullable RuntimeException refusal;
  public byte @Nullable [] given;
  public int calls;

  public FakeKms(long seed) {
    random = new Random(seed);
    random.nextBytes(master);
  }

  public static KmsException error(String code) {
    return (KmsException)
        KmsException.builder()
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .statusCode(400)
            .build();
  }

  @Override
  public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return GenerateDataKeyResponse.builder()
        .keyId(request.keyId())
        .plaintext(SdkBytes.fromByteArray(key))
        .ciphertextBlob(
            SdkBytes.fromByteArray(wrap(key, request.keyId(), request.encryptionContext())))
        .build();
  }

  @Override
  public DecryptResponse decrypt(DecryptRequest request) {
    calls++;
    if (refusal != null) {
      throw refusal;
    }
    byte[] key =
        given != null
            ? given
            : unwrap(
                request.ciphertextBlob().asByteArray(),
                request.keyId(),
                request.encryptionContext());
    return DecryptResponse.builder()
        .keyId(request.keyId())
        .plaintext(SdkBytes.fromByteArray(key))
        .build();
  }

  public byte[] wrap(byte[] key, String arn, Map<String, String> context) {
    byte[] iv = new byte[12];
    random.nextBytes(iv);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv, arn, context).doFinal(key);
      return ByteBuffer.allocate(12 + sealed.length).put(iv).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] unwrap(byte[] blob, String arn, Map<String, String> context) {
    try {
      if (blob.length < 28) {
        throw new GeneralSecurityException("short");
      }
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(blob, 12), arn, context)
          .doFinal(blob, 12, blob.length - 12);
    } catch (GeneralSecurityException e) {
      throw InvalidCiphertextException.builder()
          .awsErrorDetails(
              AwsErrorDetails.builder().errorCode("InvalidCiphertextException").build())
          .build();
    }
  }

  private Cipher cipher(int mode, byte[] iv, String arn, Map<String, String> context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(master, "AES"), new GCMParameterSpec(128, iv));
    cipher.updateAAD((arn + new TreeMap<>(context)).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String serviceName() {
    return "kms";
  }

  @Override
  public void close() {}
}
