package dev.sealedbid.local.front;

import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.local.kms.AttestedRecipients;
import dev.sealedbid.local.kms.LocalKms;
import dev.sealedbid.local.pki.LocalCa;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.local.trail.LocalTrail;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** KMS, STS and CloudTrail on an own port, and real SDK clients for them. */
public final class LocalServices implements AutoCloseable {
  public final LocalIam iam;
  public final LocalTrail trail = new LocalTrail();
  public final LocalKms kms;
  public final LocalHypervisor hypervisor;
  public final AwsFront front;
  private final SdkHttpClient http;

  @SuppressWarnings("deprecation") // Apache 4 is the enclave's client
  public LocalServices(Path folder) throws IOException, GeneralSecurityException {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    LocalCa ca = LocalCa.keptIn(folder, clock, random);
    NitroPki pki = NitroPki.create(clock, random);
    TrustedRoot root = TrustedRoot.ofCertificateDer(pki.rootCertificate());
    iam = new LocalIam(clock, random);
    hypervisor = new LocalHypervisor(pki, clock, random);
    kms = new LocalKms(iam, trail, new AttestedRecipients(root), clock, random);
    front =
        AwsFront.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ca.serverContext(),
            iam,
            kms,
            trail,
            clock);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(ca.trustStore());
    http = ApacheHttpClient.builder().tlsTrustManagersProvider(trust::getTrustManagers).build();
  }

  public SdkHttpClient http() {
    return http;
  }

  public KmsClient kms(AwsCredentials credentials) {
    return kms(credentials, Region.EU_WEST_1);
  }

  public KmsClient kms(AwsCredentials credentials, Region region) {
    return KmsClient.builder()
        .httpClient(http)
        .endpointOverride(front.endpoint())
        .region(region)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  public KmsClient kms(AccessKey key) {
    return kms(of(key));
  }

  public StsClient sts(AwsCredentials credentials) {
    return StsClient.builder()
        .httpClient(http)
        .endpointOverride(front.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  public static AwsCredentials of(AccessKey key) {
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  public static AwsCredentials of(SessionCredentials session) {
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  @Override
  public void close() {
    http.close();
    front.close();
    hypervisor.close();
  }
}
