package dev.sealedbid.testkit;

import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A KMS for these tests: data keys are bound to the key's ARN and the whole encryption context, as
 * KMS binds them. It knows no policies; {@link #refusal} makes it refuse.
 */
public final class FakeKms implements KmsClient {
  private final WrappedKeys keys;
  public @Nullable RuntimeException refusal;
  public byte @Nullable [] given;
  public int calls;

  public FakeKms(long seed) {
    keys = new WrappedKeys(new Random(seed));
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
    return keys.generate(request);
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
            : keys.unwrap(
                request.ciphertextBlob().asByteArray(),
                request.keyId(),
                request.encryptionContext());
    return DecryptResponse.builder()
        .keyId(request.keyId())
        .plaintext(SdkBytes.fromByteArray(key))
        .build();
  }

  public byte[] wrap(byte[] key, String arn, Map<String, String> context) {
    return keys.wrap(key, arn, context);
  }

  @Override
  public String serviceName() {
    return "kms";
  }

  @Override
  public void close() {}
}
