package dev.sealedbid.demo;

import dev.sealedbid.localstack.LocalStack;

/** LocalStack as the place of a system's AWS. */
final class LocalStackAws {
  private LocalStackAws() {}

  static AwsPlace.Factory at(LocalStack localStack) {
    AwsEndpoints endpoints =
        AwsEndpoints.at(
            localStack.endpoint(),
            LocalStack.REGIONS,
            localStack.ca().certificatePem(),
            localStack.ca().trustStoreFile());
    return (addresses, embedded) -> new StandInAws(endpoints);
  }
}
