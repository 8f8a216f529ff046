package dev.sealedbid.protocol;

import software.amazon.awssdk.services.kms.KmsClient;

/** A KMS that can't be called, where the Encryption SDK wants one that it doesn't need. */
final class NoKms implements KmsClient {
  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
