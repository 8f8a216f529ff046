package dev.sealedbid.enclave.round;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.kms.KmsClient;

/** KMS in one Region: {@code KmsOverProxy::client} in every enclave. */
@FunctionalInterface
public interface RegionalKms {
  /**
   * A client of its own for one round, with a connection pool of its own, which the round closes.
   *
   * @param throttled called each time that KMS throttles an attempt
   */
  KmsClient client(AwsCredentialsProvider credentials, Runnable throttled);
}
