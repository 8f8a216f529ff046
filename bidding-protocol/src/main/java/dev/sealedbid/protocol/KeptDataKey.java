package dev.sealedbid.protocol;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/**
 * Keeps the data key that KMS generates for one sheet, so that its buyer can prove that sheet
 * later. Everything but GenerateDataKey is left unsupported.
 */
public final class KeptDataKey implements KmsClient {
  private final KmsClient delegate;
  private @Nullable DataKey dataKey;

  public KeptDataKey(KmsClient delegate) {
    this.delegate = delegate;
  }

  @Override
  public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
    GenerateDataKeyResponse response = delegate.generateDataKey(request);
    dataKey = new DataKey(response.plaintext().asByteArrayUnsafe());
    return response;
  }

  /** The key of the one call that sealing makes. */
  public DataKey dataKey() {
    if (dataKey == null) {
      throw new IllegalStateException("no data key was generated");
    }
    return dataKey;
  }

  @Override
  public String serviceName() {
    return delegate.serviceName();
  }

  /** The delegate belongs to whoever passed it in. */
  @Override
  public void close() {}
}
