package dev.sealedbid.e2e.localstack;

import dev.sealedbid.e2e.localstack.Contract.Case;
import java.util.List;
import software.amazon.awssdk.services.sts.StsClient;

/** The part of STS that the product uses. */
final class StsContract {
  private StsContract() {}

  static List<Case> cases() {
    return List.of(
        new Case("sts-who-am-i", "OK, the account", StsContract::whoAmI),
        new Case("sts-assume-untrusted", "403 AccessDenied", StsContract::untrusted));
  }

  private static String whoAmI(ContractPlace place) {
    try (StsClient sts = place.sts(ContractPlace.OWNER)) {
      return sts.getCallerIdentity().account().equals(ContractPlace.OWNER)
          ? "OK, the account"
          : "OK, another account";
    }
  }

  private static String untrusted(ContractPlace place) {
    try (StsClient sts = place.sts(ContractPlace.STRANGER)) {
      sts.assumeRole(
          ask ->
              ask.roleArn("arn:aws:iam::" + ContractPlace.OWNER + ":role/nobody-made-it")
                  .roleSessionName("contract"));
      return "OK";
    }
  }
}
