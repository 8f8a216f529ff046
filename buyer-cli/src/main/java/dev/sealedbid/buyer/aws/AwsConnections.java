package dev.sealedbid.buyer.aws;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;
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

  private final SdkHttpClient http;
  private final ConcurrentMap<AwsSettings, ProfileClients> profiles = new ConcurrentHashMap<>();

  /** A pool of at most {@code connections} HTTP connections; TLS trusts what this JVM trusts. */
  public AwsConnections(int connections) {
    this(pool(connections).build());
  }

  /** The same, where TLS trusts the certificates of a key store and no others: a local AWS. */
  public AwsConnections(int connections, KeyStore trusted) {
    this(pool(connections).tlsTrustManagersProvider(() -> trustManagers(trusted)).build());
  }

  private AwsConnections(SdkHttpClient http) {
    this.http = http;
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
  public void close() {
    profiles.values().forEach(ProfileClients::close);
    http.close();
  }

  private final class ProfileClients implements AwsClients {
    private final ProfileFile file;
    private final Optional<String> profile;
    private final AwsCredentialsProvider credentials;
    private final ConcurrentMap<String, KmsClient> kms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, S3Client> s3 = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, StsClient> sts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, IamClient> iam = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CloudTrailClient> cloudTrail = new ConcurrentHashMap<>();

    ProfileClients(AwsSettings settings) {
      this.file = profileFile(settings);
      this.profile = settings.profile();
      // A profile that is named on the command line is meant, whatever the environment holds.
      this.credentials =
          profile.isPresent()
              ? ProfileCredentialsProvider.builder()
                  .profileFile(file)
                  .profileName(profile.get())
                  .build()
              : DefaultCredentialsProvider.builder().profileFile(file).build();
    }

    @Override
    public KmsClient kms(String region) {
      return kms.computeIfAbsent(region, r -> configured(KmsClient.builder(), r).build());
    }

    @Override
    public S3Client s3(String region) {
      return s3.computeIfAbsent(region, r -> configured(S3Client.builder(), r).build());
    }

    @Override
    public StsClient sts(String region) {
      return sts.computeIfAbsent(region, r -> configured(StsClient.builder(), r).build());
    }

    @Override
    public IamClient iam(String region) {
      // IAM is one for all Regions of a partition.
      String global = PartitionMetadata.of(Region.of(region)).id() + "-global";
      return iam.computeIfAbsent(global, r -> configured(IamClient.builder(), r).build());
    }

    @Override
    public Trail trail(String region) {
      return new CloudTrailHistory(
          cloudTrail.computeIfAbsent(
              region, r -> configured(CloudTrailClient.builder(), r).build()));
    }

    @Override
    public Optional<String> defaultRegion() {
      return Optional.ofNullable(System.getProperty("aws.region"))
          .or(() -> profile.isPresent() ? regionOfProfile() : Optional.empty())
          .or(() -> Optional.ofNullable(System.getenv("AWS_REGION")))
          .or(this::regionOfProfile);
    }

    private Optional<String> regionOfProfile() {
      return file.profile(profileName()).flatMap(p -> p.property("region"));
    }

    private String profileName() {
      return profile.orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
    }

    private <C extends SdkClient, B extends AwsClientBuilder<B, C>> B configured(
        B builder, String region) {
      ClientOverrideConfiguration.Builder override =
          ClientOverrideConfiguration.builder()
              .defaultProfileFile(file)
              .apiCallTimeout(CALL_TIMEOUT)
              .apiCallAttemptTimeout(ATTEMPT_TIMEOUT);
      profile.ifPresent(override::defaultProfileName);
      B configured =
          builder
              .region(Region.of(region))
              .credentialsProvider(credentials)
              .overrideConfiguration(override.build());
      if (configured
          instanceof software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder<?, ?> sync) {
        sync.httpClient(http);
      }
      return configured;
    }

    void close() {
      kms.values().forEach(KmsClient::close);
      s3.values().forEach(S3Client::close);
      sts.values().forEach(StsClient::close);
      iam.values().forEach(IamClient::close);
      cloudTrail.values().forEach(CloudTrailClient::close);
    }
  }

  private static ProfileFile profileFile(AwsSettings settings) {
    if (settings.configFile().isEmpty() && settings.credentialsFile().isEmpty()) {
      return ProfileFile.defaultProfileFile();
    }
    ProfileFile.Aggregator files = ProfileFile.aggregator();
    add(
        files,
        settings.credentialsFile().or(ProfileFileLocation::credentialsFileLocation),
        ProfileFile.Type.CREDENTIALS);
    add(
        files,
        settings.configFile().or(ProfileFileLocation::configurationFileLocation),
        ProfileFile.Type.CONFIGURATION);
    return files.build();
  }

  private static void add(
      ProfileFile.Aggregator files, Optional<Path> file, ProfileFile.Type type) {
    file.ifPresent(path -> files.addFile(ProfileFile.builder().content(path).type(type).build()));
  }
}
