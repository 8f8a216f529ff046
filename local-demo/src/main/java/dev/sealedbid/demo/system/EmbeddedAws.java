package dev.sealedbid.demo.system;

import dev.sealedbid.local.LocalAwsAddresses;
import dev.sealedbid.local.LocalAwsClient;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.SessionCredentials;

/** Embedded AWS: identities and policies are evaluated as on AWS. */
public final class EmbeddedAws implements AwsPlace {
  private static final String INSTANCE = "i-0123456789abcdef0";

  private final AwsEndpoints endpoints;
  private final LocalAwsClient aws;

  public EmbeddedAws(LocalAwsAddresses addresses, LocalAwsClient aws) {
    this.endpoints = AwsEndpoints.of(addresses);
    this.aws = aws;
  }

  @Override
  public AwsEndpoints endpoints() {
    return endpoints;
  }

  @Override
  public AwsProfiles.Keys makeAuctioneer() {
    aws.createRole(LocalNames.PARENT_ROLE, Policies.TRUST_EC2, Policies.parentRole());
    aws.createRole(LocalNames.DECRYPT_ROLE, Policies.TRUST_PARENT, Policies.decryptRole());
    aws.createBucket(LocalNames.AUCTIONEER_ACCOUNT, LocalNames.AUCTIONEER_BUCKET);
    SessionCredentials instance = aws.instanceCredentials(LocalNames.PARENT_ROLE, INSTANCE);
    return new AwsProfiles.Keys(
        instance.accessKeyId(), instance.secretAccessKey(), instance.sessionToken());
  }

  @Override
  public AwsProfiles.Keys makeBuyer(String account, String name) {
    AccessKey key = aws.createUser(account, name, Policies.BUYER);
    return new AwsProfiles.Keys(key.accessKeyId(), key.secretAccessKey(), "");
  }

  @Override
  public String principal(String account, String name) {
    return "arn:aws:iam::" + account + ":user/" + name;
  }

  @Override
  public void makeBucket(Bidder owner) {
    aws.createBucket(owner.account(), owner.bucket());
  }

  @Override
  public String toString() {
    return "embedded AWS";
  }
}
