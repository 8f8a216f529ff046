package dev.sealedbid.enclave;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.kms.KmsClient;

/** KMS in one Region: {@code KmsOverProxy::client} in every enclave. */
@FunctionalInterface
interface RegionalKms {
  /** A client of its own for one round, which the round closes. */
  KmsClient client(AwsCredentialsProvider credentials);
}
