package dev.sealedbid.protocol;

import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;

/**
 * Watches the one Decrypt call that opening a sheet makes. The Encryption SDK folds KMS's answer
 * into exceptions of its own; what an answer means is decided on the answer itself. Everything but
 * Decrypt is left unsupported.
 */
final class WatchedDecrypt implements KmsClient {
  private final KmsClient delegate;
  private RuntimeException failure;
  private boolean answered;

  WatchedDecrypt(KmsClient delegate) {
    this.delegate = delegate;
  }

  @Override
  public DecryptResponse decrypt(DecryptRequest request) {
    try {
      DecryptResponse response = delegate.decrypt(request);
      answered = true;
      return response;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** What the call threw, if it was made and threw. */
  RuntimeException failure() {
    return failure;
  }

  /** Whether KMS gave a data key. */
  boolean answered() {
    return answered;
  }

  @Override
  public String serviceName() {
    return delegate.serviceName();
  }

  /** The delegate belongs to whoever passed it in. */
  @Override
  public void close() {}
}
