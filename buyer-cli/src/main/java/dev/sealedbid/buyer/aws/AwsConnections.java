package dev.sealedbid.buyer.aws;

import dev.sealedbid.cli.CommandFailedException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The SDK's clients, made once for each profile and Region over one HTTP connection pool. A process
 * that runs many commands keeps one of these and closes it at its end. Safe for use by several
 * threads.
 */
public final class AwsConnections implements AwsClientSource, AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(20);
  private static final int CLOUDTRAIL_ATTEMPTS = 6;

  private final Supplier<SdkHttpClient> pool;
  private @Nullable SdkHttpClient http;
  private final ConcurrentMap<AwsSettings, ProfileClients> profiles = new ConcurrentHashMap<>();

  /** A pool of at most {@code connections} HTTP connections; TLS trusts what this JVM trusts. */
  public AwsConnections(int connections) {
    this(() -> pool(connections).build());
  }

  /** The same, where TLS trusts the certificates of a key store and no others: a local AWS. */
  public AwsConnections(int connections, KeyStore trusted) {
    this(() -> pool(connections).tlsTrustManagersProvider(() -> trustManagers(trusted)).build());
  }

  private AwsConnections(Supplier<SdkHttpClient> pool) {
    this.pool = pool;
  }

  /** Made where it is needed first: some commands ask AWS nothing. */
  private synchronized SdkHttpClient http() {
    SdkHttpClient made = http == null ? pool.get() : http;
    http = made;
    return made;
  }

  @SuppressWarnings("deprecation") // Apache 4 is the one HTTP client on our class paths
  private static ApacheHttpClient.Builder pool(int connections) {
    return ApacheHttpClient.builder()
        .maxConnections(connections)
        .connectionTimeout(Duration.ofSeconds(5))
        .socketTimeout(ATTEMPT_TIMEOUT);
  }

  private static TrustManager[] trustManagers(KeyStore trusted) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this key store can't be a trust store", e);
    }
  }

  @Override
  public AwsClients clients(AwsSettings settings) {
    return profiles.computeIfAbsent(settings, ProfileClients::new);
  }

  /** Closes the clients that were given out for these settings; nobody may be using them. */
  public void release(AwsSettings settings) {
    ProfileClients clients = profiles.remove(settings);
    if (clients != null) {
      clients.close();
    }
  }

  /** Closes every client that was given out. */
  @Override
  public synchronized void close() {
    profiles.values().forEach(ProfileClients::close);
    if (http != null) {
      http.close();
    }
  }

  private final class ProfileClients implements AwsClients {
    private final ConfigFiles files;
    private final Optional<String> profile;
    private final Surroundings surroundings;
    private final CheckedCredentials credentials;
    private final ConcurrentMap<String, KmsClient> kms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, S3Client> s3 = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, StsClient> sts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, IamClient> iam = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CloudTrailClient> cloudTrail = new ConcurrentHashMap<>();

    ProfileClients(AwsSettings settings) {
      this.files = ConfigFiles.read(settings);
      this.profile = settings.profile();
      requireProfile();
      this.surroundings = new Surroundings(files, profileName(), System::getenv);
      this.credentials = new CheckedCredentials(files, profileName(), profile.isPresent());
    }

    private void requireProfile() {
      boolean meant = profile.isPresent() || System.getenv("AWS_PROFILE") != null;
      if (meant && files.profile(profileName()).isEmpty()) {
        String where = profile.isPresent() ? "" : " (named by the variable AWS_PROFILE)";
        throw CommandFailedException.usage(
            "there is no AWS profile '" + profileName() + "'" + where, files.names());
      }
    }

    @Override
    public KmsClient kms(String region) {
      return kms.computeIfAbsent(region, r -> client("kms", KmsClient.builder(), r));
    }

    @Override
    public S3Client s3(String region) {
      return s3.computeIfAbsent(region, r -> client("s3", S3Client.builder(), r));
    }

    @Override
    public StsClient sts(String region) {
      return sts.computeIfAbsent(region, r -> client("sts", StsClient.builder(), r));
    }

    @Override
    public IamClient iam(String region) {
      // IAM is one for all Regions of a partition.
      String global = PartitionMetadata.of(Region.of(region)).id() + "-global";
      return iam.computeIfAbsent(global, r -> client("iam", IamClient.builder(), r));
    }

    @Override
    public Trail trail(String region) {
      return new CloudTrailHistory(
          cloudTrail.computeIfAbsent(
              region, r -> client("cloudtrail", CloudTrailClient.builder(), r)));
    }

    @Override
    public Optional<String> defaultRegion() {
      return Optional.ofNullable(System.getProperty("aws.region"))
          .or(() -> profile.isPresent() ? regionOfProfile() : Optional.empty())
          .or(() -> Optional.ofNullable(System.getenv("AWS_REGION")))
          // The AWS CLI's own variable, which its users have set.
          .or(() -> Optional.ofNullable(System.getenv("AWS_DEFAULT_REGION")))
          .or(this::regionOfProfile);
    }

    private Optional<String> regionOfProfile() {
      return files.property(profileName(), "region");
    }

    private String profileName() {
      return profile.orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
    }

    private <C extends SdkClient, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>>
        C client(String service, B builder, String region) {
      surroundings.requireEndpoint(service);
      return AwsFailures.during(
          "setting up the client of " + service,
          () -> {
            try {
              return builder
                  .region(Region.of(region))
                  .credentialsProvider(credentials)
                  .overrideConfiguration(override(service))
                  .httpClient(http())
                  .build();
            } catch (RuntimeException e) {
              e.addSuppressed(new ConfiguredBy(surroundings.culprits(AwsFailures.words(e))));
              throw e;
            }
          });
    }

    private ClientOverrideConfiguration override(String service) {
      ClientOverrideConfiguration.Builder override =
          ClientOverrideConfiguration.builder()
              .defaultProfileFile(files.content())
              .addExecutionInterceptor(new FailureNotes(surroundings, service))
              .apiCallTimeout(CALL_TIMEOUT)
              .apiCallAttemptTimeout(ATTEMPT_TIMEOUT);
      profile.ifPresent(override::defaultProfileName);
      if (service.equals("cloudtrail")) {
        // LookupEvents allows two calls a second for an account and Region.
        override.retryStrategy(r -> r.maxAttempts(CLOUDTRAIL_ATTEMPTS));
      }
      return override.build();
    }

    void close() {
      kms.values().forEach(KmsClient::close);
      s3.values().forEach(S3Client::close);
      sts.values().forEach(StsClient::close);
      iam.values().forEach(IamClient::close);
      cloudTrail.values().forEach(CloudTrailClient::close);
      credentials.close();
    }
  }

  /** Says with every failure what of the user's surroundings the call followed. */
  private record FailureNotes(Surroundings surroundings, String service)
      implements ExecutionInterceptor {
    @Override
    public void onExecutionFailure(
        Context.FailedExecution context, ExecutionAttributes executionAttributes) {
      context.exception().addSuppressed(new ConfiguredBy(surroundings.hints(service)));
    }
  }
}
