package dev.sealedbid.e2e.localstack;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;

/** The SDK's clients as one principal at one endpoint. The caller closes them. */
final class AwsClientsAt {
  private final URI endpoint;
  private final KeyStore trusted;
  private final StaticCredentialsProvider credentials;

  AwsClientsAt(URI endpoint, KeyStore trusted, String accessKeyId, String secretAccessKey) {
    this.endpoint = endpoint;
    this.trusted = trusted;
    this.credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
  }

  // Apache's client 4, as in the product.
  @SuppressWarnings("deprecation")
  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, String region) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .httpClientBuilder(ApacheHttpClient.builder().tlsTrustManagersProvider(this::trust))
        .build();
  }

  private TrustManager[] trust() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't trust a certificate", e);
    }
  }
}
