package dev.sealedbid.parent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsConfig;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.parent.credentials.StsDecryptCredentials;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.S3BuyerBuckets;
import dev.sealedbid.parent.storage.S3Clients;
import dev.sealedbid.parent.storage.S3ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;

/** The ports to AWS against the local AWS, over its real protocols and policies. */
class AwsAdaptersIT {
  private static final String AUCTIONEER = "999999999999";
  private static final String PARENT_ROLE = "arn:aws:iam::999999999999:role/auctioneer-parent";
  private static final String BUYERS_ACCOUNT = "111111111101";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @TempDir static Path folder;
  private static LocalAws aws;
  private static AwsCredentials parent;
  private static AwsCredentials buyer;
  private static S3Clients clients;

  @BeforeAll
  static void start() {
    aws = LocalAws.start(LocalAwsConfig.ephemeral(folder));
    aws.iam()
        .createRole(
            PARENT_ROLE,
            trusting("\"Service\":\"ec2.amazonaws.com\""),
            Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
    aws.iam()
        .createRole(
            RunningParent.ROLE,
            trusting("\"AWS\":\"" + PARENT_ROLE + "\""),
            Map.of("decrypt", allowing("kms:Decrypt")));
    SessionCredentials instance = aws.iam().instanceCredentials(PARENT_ROLE, "i-0123456789abcdef0");
    parent =
        AwsSessionCredentials.create(
            instance.accessKeyId(), instance.secretAccessKey(), instance.sessionToken());
    AccessKey key = aws.iam().createUser(BUYERS_ACCOUNT, "admin", LocalIam.ADMINISTRATOR_ACCESS);
    buyer = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    clients = new S3Clients(() -> s3(parent));
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  private static String trusting(String principal) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{"
        + principal
        + "},\"Action\":\"sts:AssumeRole\"}]}";
  }

  private static String allowing(String action) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\""
        + action
        + "\",\"Resource\":\"*\"}]}";
  }

  private static S3ClientBuilder s3(AwsCredentials who) {
    return S3Client.builder()
        .region(Region.EU_WEST_1)
        .endpointOverride(aws.s3Endpoint())
        .credentialsProvider(StaticCredentialsProvider.create(who));
  }

  @SuppressWarnings("deprecation") // Apache 4 is the one HTTP client on our class path.
  private static SdkHttpClient trustingLocalCa() {
    try (InputStream file = Files.newInputStream(aws.trustStore())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(file, "changeit".toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return ApacheHttpClient.builder().tlsTrustManagersProvider(trust::getTrustManagers).build();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StsClient sts(AwsCredentials who) {
    return StsClient.builder()
        .region(Region.EU_WEST_1)
        .endpointOverride(aws.kmsEndpoint())
        .httpClient(trustingLocalCa())
        .credentialsProvider(StaticCredentialsProvider.create(who))
        .build();
  }

  private static KmsClient kms(AwsCredentials who) {
    return KmsClient.builder()
        .region(Region.EU_WEST_1)
        .endpointOverride(aws.kmsEndpoint())
        .httpClient(trustingLocalCa())
        .credentialsProvider(StaticCredentialsProvider.create(who))
        .build();
  }

  private static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(ProblemException.class, call))
        .problem()
        .code();
  }

  @Nested
  class Store {
    private final String bucket = "auctioneer-" + NUMBERS.incrementAndGet();
    private final S3ObjectStore store = new S3ObjectStore(clients::own, bucket);

    @BeforeEach
    void bucket() {
      aws.s3().createBucket(AUCTIONEER, bucket);
    }

    @Test
    @DisplayName("an object is written once, and what was written first stays")
    void writesOnce() {
      assertThat(store.putIfAbsent("auctions/a/x", new byte[] {1})).isTrue();
      assertThat(store.putIfAbsent("auctions/a/x", new byte[] {2})).isFalse();
      assertThat(store.get("auctions/a/x", 1)).hasValue(new byte[] {1});
    }

    @Test
    @DisplayName("of many writers of one key exactly one wins")
    void oneWinner() {
      long won =
          IntStream.range(0, 16)
              .parallel()
              .filter(i -> store.putIfAbsent("contested", new byte[] {(byte) i}))
              .count();
      assertThat(won).isEqualTo(1);
    }

    @Test
    void missing() {
      assertThat(store.get("nothing", 1)).isEmpty();
    }

    @Test
    void tooLong() {
      store.putIfAbsent("long", new byte[11]);
      assertThat(code(() -> store.get("long", 10))).isEqualTo("STORAGE_CONFLICT");
    }

    @Test
    void lists() {
      for (int i = 0; i < 3; i++) {
        store.putIfAbsent("auctions/a/sessions/s" + i + "/terms.json", new byte[] {1});
      }
      store.putIfAbsent("auctions/b/receipt.json", new byte[] {1});
      assertThat(store.folders("auctions/")).containsExactly("a", "b");
      assertThat(store.folders("auctions/a/sessions/")).containsExactly("s0", "s1", "s2");
      assertThat(store.keys("auctions/a/")).hasSize(3);
      assertThat(store.folders("auctions/c/")).isEmpty();
    }

    @Test
    void noSuchBucket() {
      S3ObjectStore nowhere = new S3ObjectStore(clients::own, "no-such-bucket");
      assertThat(code(() -> nowhere.putIfAbsent("x", new byte[1])))
          .isEqualTo("STORAGE_UNAVAILABLE");
      assertThat(code(() -> nowhere.get("x", 1))).isEqualTo("STORAGE_UNAVAILABLE");
      assertThat(code(() -> nowhere.keys("x"))).isEqualTo("STORAGE_UNAVAILABLE");
    }
  }

  @Nested
  class Sheets {
    private final String bucket = "buyer-1-bids-" + NUMBERS.incrementAndGet();
    private final S3BuyerBuckets buckets = new S3BuyerBuckets(clients);
    private final byte[] sheet = "a sealed sheet".getBytes(US_ASCII);

    @BeforeEach
    void bucket() {
      aws.s3().createBucket(BUYERS_ACCOUNT, bucket);
      grant("\"s3:GetObject\",\"s3:GetObjectVersion\",\"s3:ListBucket\"");
    }

    private void grant(String actions) {
      String arn = "arn:aws:s3:::" + bucket;
      aws.s3()
          .putBucketPolicy(
              bucket,
              "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                  + "{\"AWS\":\""
                  + PARENT_ROLE
                  + "\"},\"Action\":["
                  + actions
                  + "],\"Resource\":[\""
                  + arn
                  + "\",\""
                  + arn
                  + "/*\"]}]}");
    }

    private Buyer buyer(String bucketName, String owner) {
      return new Buyer(
          "buyer-1",
          "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-000000000001",
          bucketName,
          "eu-west-1",
          owner,
          "riverside/sheet",
          Optional.empty());
    }

    private String upload(byte[] bytes) {
      try (S3Client s3 = s3(buyer).build()) {
        String version =
            s3.putObject(
                    request -> request.bucket(bucket).key("riverside/sheet"),
                    RequestBody.fromBytes(bytes))
                .versionId();
        return version == null ? "" : version;
      }
    }

    private byte[] fetch(byte[] expected) {
      return buckets.fetch(buyer(bucket, BUYERS_ACCOUNT), Sha384.of(expected), Optional.empty());
    }

    @Test
    void fetches() {
      upload(sheet);
      assertThat(fetch(sheet)).isEqualTo(sheet);
    }

    @Test
    void anEarlierVersion() {
      aws.s3().enableVersioning(bucket);
      String first = upload(sheet);
      upload(new byte[] {1});
      assertThat(buckets.fetch(buyer(bucket, BUYERS_ACCOUNT), Sha384.of(sheet), Optional.of(first)))
          .isEqualTo(sheet);
    }

    @Test
    void missing() {
      assertThat(code(() -> fetch(sheet))).isEqualTo("OBJECT_NOT_FOUND");
    }

    @Test
    @DisplayName("missing, and the auctioneer may not list: S3 doesn't say which, so neither do we")
    void missingUnseen() {
      grant("\"s3:GetObject\"");
      assertThat(code(() -> fetch(sheet))).isEqualTo("OBJECT_FORBIDDEN");
    }

    @Test
    void notGranted() {
      upload(sheet);
      grant("\"s3:ListBucket\"");
      assertThat(code(() -> fetch(sheet))).isEqualTo("OBJECT_FORBIDDEN");
    }

    @Test
    @DisplayName("[H-2] a bucket of another account than the terms name")
    void anotherOwner() {
      upload(sheet);
      assertThat(
              code(
                  () ->
                      buckets.fetch(
                          buyer(bucket, "111111111102"), Sha384.of(sheet), Optional.empty())))
          .isEqualTo("OBJECT_FORBIDDEN");
    }

    @Test
    void noSuchBucket() {
      assertThat(
              code(
                  () ->
                      buckets.fetch(
                          buyer("nobody-has-this", BUYERS_ACCOUNT),
                          Sha384.of(sheet),
                          Optional.empty())))
          .isEqualTo("OBJECT_FORBIDDEN");
    }

    @Test
    void tooLarge() {
      byte[] large = new byte[Limits.MAX_CIPHERTEXT_LENGTH + 1];
      upload(large);
      assertThat(code(() -> fetch(large))).isEqualTo("OBJECT_TOO_LARGE");
      byte[] largest = new byte[Limits.MAX_CIPHERTEXT_LENGTH];
      upload(largest);
      assertThat(fetch(largest)).isEqualTo(largest);
    }

    @Test
    void anotherSheet() {
      upload(new byte[] {1});
      assertThat(code(() -> fetch(sheet))).isEqualTo("WRONG_DIGEST");
    }

    @Test
    @DisplayName("nobody answers at all")
    void unreachable() {
      try (S3Clients nowhere =
          new S3Clients(
              () -> s3(parent).endpointOverride(java.net.URI.create("http://127.0.0.1:1")))) {
        S3BuyerBuckets none = new S3BuyerBuckets(nowhere);
        assertThat(
                code(
                    () ->
                        none.fetch(
                            buyer(bucket, BUYERS_ACCOUNT), Sha384.of(sheet), Optional.empty())))
            .isEqualTo("BUYER_STORAGE_UNAVAILABLE");
      }
    }
  }

  @Nested
  class DecryptRole {
    private final SessionId session = SessionId.parse("ab".repeat(32));

    @Test
    @DisplayName(
        "[R-14] G1: the credentials decrypt what is of their session, and nothing of another")
    void thisSessionOnly() {
      try (StsClient sts = sts(parent);
          KmsClient admin = kms(buyer)) {
        String key = keyForEveryone(admin);
        byte[] ours = encrypt(admin, key, session.hex());
        byte[] others = encrypt(admin, key, "cd".repeat(32));
        try (Credentials credentials =
                new StsDecryptCredentials(() -> sts, RunningParent.ROLE).forSession(session);
            KmsClient kms = kms(sdk(credentials))) {
          assertThat(decrypt(kms, key, ours, session.hex())).isEqualTo("amount".getBytes(US_ASCII));
          KmsException refused =
              Objects.requireNonNull(
                  catchThrowableOfType(
                      KmsException.class, () -> decrypt(kms, key, others, "cd".repeat(32))));
          assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
          assertThat(credentials.toString()).doesNotContain(text(credentials.secretAccessKey()));
        }
      }
    }

    @Test
    @DisplayName("a role that may not be assumed: a problem without the caller's credentials in it")
    void refused() {
      try (StsClient sts = sts(buyer)) {
        ProblemException refused =
            Objects.requireNonNull(
                catchThrowableOfType(
                    ProblemException.class,
                    () ->
                        new StsDecryptCredentials(() -> sts, RunningParent.ROLE)
                            .forSession(session)));
        assertThat(refused.problem().code()).isEqualTo("CREDENTIALS_REFUSED");
        assertThat(refused.problem().detail()).contains("AccessDenied");
        assertThat(refused.toString()).doesNotContain(buyer.secretAccessKey());
      }
    }

    private String keyForEveryone(KmsClient admin) {
      String policy =
          "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":["
              + "\"arn:aws:iam::111111111101:user/admin\",\""
              + RunningParent.ROLE
              + "\"]},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";
      return admin.createKey(request -> request.policy(policy)).keyMetadata().arn();
    }

    private byte[] encrypt(KmsClient kms, String key, String sessionId) {
      return kms.encrypt(
              request ->
                  request
                      .keyId(key)
                      .encryptionContext(Map.of("session-id", sessionId))
                      .plaintext(SdkBytes.fromUtf8String("amount")))
          .ciphertextBlob()
          .asByteArray();
    }

    private byte[] decrypt(KmsClient kms, String key, byte[] ciphertext, String sessionId) {
      return kms.decrypt(
              request ->
                  request
                      .keyId(key)
                      .encryptionContext(Map.of("session-id", sessionId))
                      .ciphertextBlob(SdkBytes.fromByteArray(ciphertext)))
          .plaintext()
          .asByteArray();
    }

    private AwsCredentials sdk(Credentials credentials) {
      return AwsSessionCredentials.create(
          text(credentials.accessKeyId()),
          text(credentials.secretAccessKey()),
          text(credentials.sessionToken()));
    }

    private String text(byte[] ascii) {
      return new String(ascii, US_ASCII);
    }
  }
}
