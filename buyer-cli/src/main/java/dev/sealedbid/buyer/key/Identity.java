package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.buyer.policy.KeyHolders;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Who runs this command, as AWS sees it.
 *
 * @param account 12 digits
 * @param principal the IAM user or role that a key policy names
 */
public record Identity(String account, String principal) {
  static Identity of(AwsClients clients, String region) {
    GetCallerIdentityResponse caller =
        AwsFailures.during(
            "asking AWS STS who this is", () -> clients.sts(region).getCallerIdentity());
    return new Identity(caller.account(), KeyHolders.principalOf(caller.arn()));
  }
}
