package dev.sealedbid.demo.system;

import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * A stand-in for AWS that somebody else runs, at an endpoint. What it must do: take an access key
 * id of twelve digits as that account's administrator, and let it assume any role of the account.
 * Roles and identity policies aren't made there.
 *
 * <p>Buckets that are there already are used.
 */
public final class StandInAws implements AwsPlace {
  private static final String ANY_SECRET = "any";
  private static final int SESSION_SECONDS = 12 * 3600;

  private final AwsEndpoints endpoints;

  public StandInAws(AwsEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public AwsEndpoints endpoints() {
    return endpoints;
  }

  @Override
  public AwsProfiles.Keys makeAuctioneer() {
    makeBucket(LocalNames.AUCTIONEER_ACCOUNT, LocalNames.REGION, LocalNames.AUCTIONEER_BUCKET);
    return assume(LocalNames.AUCTIONEER_ACCOUNT, LocalNames.PARENT_ROLE);
  }

  @Override
  public AwsProfiles.Keys makeBuyer(String account, String name) {
    return assume(account, principal(account, name));
  }

  @Override
  public String principal(String account, String name) {
    return "arn:aws:iam::" + account + ":role/" + name;
  }

  @Override
  public void makeBucket(Bidder owner) {
    makeBucket(owner.account(), owner.region(), owner.bucket());
  }

  private void makeBucket(String account, String region, String name) {
    CreateBucketRequest.Builder bucket = CreateBucketRequest.builder().bucket(name);
    if (!region.equals("us-east-1")) { // which S3 doesn't let itself be told
      bucket.createBucketConfiguration(where -> where.locationConstraint(region));
    }
    use(
        client(S3Client.builder(), endpoints.s3(), account, region),
        s3 -> {
          try {
            return s3.createBucket(bucket.build());
          } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            return e; // of an earlier system; the objects' names differ
          }
        });
  }

  private AwsProfiles.Keys assume(String account, String role) {
    Credentials session =
        use(
            client(StsClient.builder(), endpoints.sts(), account, LocalNames.REGION),
            sts ->
                sts.assumeRole(
                        assume ->
                            assume
                                .roleArn(role)
                                .roleSessionName("local")
                                .durationSeconds(SESSION_SECONDS))
                    .credentials());
    return new AwsProfiles.Keys(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private <C extends SdkClient, T> T use(C client, Function<C, T> call) {
    try (client) {
      return Objects.requireNonNull(call.apply(client));
    } catch (SdkException e) {
      throw new DemoFailedException("AWS at " + endpoints.sts() + " doesn't answer", e);
    }
  }

  private static <B extends AwsClientBuilder<B, C>, C> C client(
      B builder, URI endpoint, String account, String region) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(account, ANY_SECRET)))
        .build();
  }

  @Override
  public String toString() {
    return "AWS's stand-in";
  }
}
