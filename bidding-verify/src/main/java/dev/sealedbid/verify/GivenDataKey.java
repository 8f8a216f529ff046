package dev.sealedbid.verify;

import dev.sealedbid.protocol.DataKey;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;

/**
 * Stands where the Encryption SDK asks KMS for a data key, and gives one that is known. Calls
 * nobody; the message's key commitment says whether it is the right one.
 */
final class GivenDataKey implements KmsClient {
  private final DataKey dataKey;

  GivenDataKey(DataKey dataKey) {
    this.dataKey = dataKey;
  }

  @Override
  public DecryptResponse decrypt(DecryptRequest request) {
    return DecryptResponse.builder()
        .keyId(request.keyId())
        .plaintext(SdkBytes.fromByteArrayUnsafe(dataKey.bytes()))
        .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
