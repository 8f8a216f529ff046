package dev.sealedbid.e2e;

import dev.sealedbid.demo.system.AwsEndpoints;
import dev.sealedbid.demo.system.AwsPlace;
import dev.sealedbid.demo.system.StandInAws;
import dev.sealedbid.e2e.localstack.LocalStack;

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
