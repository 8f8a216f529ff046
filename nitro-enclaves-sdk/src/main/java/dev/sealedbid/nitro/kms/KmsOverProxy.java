package dev.sealedbid.nitro.kms;

import java.net.InetAddress;
import java.net.URI;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import org.apache.http.conn.DnsResolver;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * AWS KMS for a program whose only way out is an untrusted HTTP CONNECT proxy, as an enclave's is.
 *
 * <p>TLS ends in this process. The proxy sees the name and port of the endpoint and ciphertext; it
 * can refuse service, and nothing else. What is guaranteed of every client made here:
 *
 * <ul>
 *   <li>every connection is one that the {@link SocketConnector} opened; no name is resolved, no
 *       proxy setting, profile file or metadata service is looked at;
 *   <li>TLS 1.2 or 1.3 with AEAD cipher suites, a chain to a certificate of the trust store that
 *       was passed in (never the JVM's default), and the endpoint's host name in the certificate;
 *   <li>connections, attempts, waits and the size of the proxy's answer are bounded; between
 *       attempts there is a growing wait with full jitter.
 * </ul>
 *
 * <p>What fails on the way arrives as the SDK's own {@code SdkClientException} (or its subtype for
 * a timeout), whose cause says what it was.
 */
public final class KmsOverProxy {

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
  private static final Duration FIRST_THROTTLED_BACKOFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(20);

  /** TEST-NET-1 (RFC 5737): it goes nowhere, should anything ever connect to it. */
  private static final DnsResolver PLACEHOLDER =
      host -> new InetAddress[] {InetAddress.getByAddress(host, new byte[] {(byte) 192, 0, 2, 1})};

  private final Region region;
  private final KmsEndpoint endpoint;
  private final EndToEndTls tls;
  private final SocketConnector proxy;
  private final KmsOverProxySettings settings;
  private final SecureRandom random;

  /**
   * Prepares clients for one Region's endpoint.
   *
   * @param region the Region that requests are signed for
   * @param endpoint {@code https://HOST} or {@code https://HOST:PORT}
   * @param trustStore the only trusted roots: certificates, no private keys
   * @param proxy opens connections to the CONNECT proxy, within a time limit of its own
   * @param settings limits
   * @param random draws the waits between attempts
   * @throws IllegalArgumentException if the endpoint isn't of that form, or the trust store is
   *     empty or holds private keys
   */
  public KmsOverProxy(
      Region region,
      URI endpoint,
      KeyStore trustStore,
      SocketConnector proxy,
      KmsOverProxySettings settings,
      SecureRandom random) {
    this.region = region;
    this.endpoint = KmsEndpoint.of(endpoint);
    this.tls = new EndToEndTls(trustStore);
    this.proxy = proxy;
    this.settings = settings;
    this.random = random;
  }

  /** The same with random numbers of its own. */
  public KmsOverProxy(
      Region region,
      URI endpoint,
      KeyStore trustStore,
      SocketConnector proxy,
      KmsOverProxySettings settings) {
    this(region, endpoint, trustStore, proxy, settings, new SecureRandom());
  }

  /**
   * A client with a connection pool of its own, safe for use by several threads. The caller closes
   * it, which closes its connections.
   *
   * @param credentials who asks; closed by the caller
   */
  public KmsClient client(AwsCredentialsProvider credentials) {
    return client(credentials, () -> {});
  }

  /**
   * The same, for whoever adapts to what KMS can take.
   *
   * @param credentials who asks; closed by the caller
   * @param throttled called on the calling thread each time that KMS throttles an attempt
   */
  public KmsClient client(AwsCredentialsProvider credentials, Runnable throttled) {
    return KmsClient.builder()
        .region(region)
        .endpointOverride(endpoint.uri())
        .credentialsProvider(credentials)
        // AUTO would ask the metadata service, and leaving these out would ask profile files.
        .defaultsMode(DefaultsMode.STANDARD)
        .dualstackEnabled(false)
        .fipsEnabled(false)
        .httpClientBuilder(http())
        .overrideConfiguration(override(throttled))
        .build();
  }

  private ClientOverrideConfiguration override(Runnable throttled) {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(new WatchedRetries(retries(), throttled))
        .apiCallAttemptTimeout(settings.attemptTimeout())
        .apiCallTimeout(settings.callTimeout())
        .defaultProfileFile(ProfileFile.aggregator().build())
        .defaultProfileName("none")
        .build();
  }

  private RetryStrategy retries() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(settings.maxAttempts())
        .backoffStrategy(new JitteredBackoff(random, FIRST_BACKOFF, LONGEST_BACKOFF))
        .throttlingBackoffStrategy(
            new JitteredBackoff(random, FIRST_THROTTLED_BACKOFF, LONGEST_BACKOFF))
        .build();
  }

  /** Apache's client 4 is deprecated; it is the only one that takes a socket factory. */
  @SuppressWarnings("deprecation")
  private SdkHttpClient.Builder<?> http() {
    return ApacheHttpClient.builder()
        .socketFactory(new ProxiedTlsSocketFactory(endpoint, proxy, tls, settings))
        .dnsResolver(PLACEHOLDER)
        .proxyConfiguration(
            ProxyConfiguration.builder()
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build())
        .maxConnections(settings.maxConnections())
        .connectionAcquisitionTimeout(settings.attemptTimeout())
        .connectionTimeout(settings.connectTimeout())
        .socketTimeout(settings.readTimeout())
        .connectionMaxIdleTime(LONGEST_IDLE)
        .useIdleConnectionReaper(false)
        .expectContinueEnabled(false);
  }
}
