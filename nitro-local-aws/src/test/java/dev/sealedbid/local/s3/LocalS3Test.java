package dev.sealedbid.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalS3Test {
  private static final String BUYER = "111111111101";
  private static final String RIVAL = "111111111102";
  private static final String AUCTIONEER = "999999999999";
  private static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-parent";
  private static final String EC2_TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

  private final AtomicReference<Duration> skew = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(skew.get());
  private final LocalIam iam = new LocalIam(clock, new SecureRandom());
  private final AccessKey buyerKey = iam.createUser(BUYER, "buyer", LocalIam.ADMINISTRATOR_ACCESS);
  private final List<S3Client> clients = new ArrayList<>();
  private final LocalS3 s3 = start();
  private final S3Client buyer = client(basic(buyerKey));
  private final S3Client rival =
      client(basic(iam.createUser(RIVAL, "rival", LocalIam.ADMINISTRATOR_ACCESS)));
  private final SessionCredentials parentSession = parentSession();
  private final S3Client parent = client(session(parentSession, parentSession.sessionToken()));

  private LocalS3 start() {
    try {
      return LocalS3.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), iam, clock);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private SessionCredentials parentSession() {
    iam.createRole(ROLE, EC2_TRUST, Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
    return iam.instanceCredentials(ROLE, "i-0123456789abcdef0");
  }

  @BeforeAll
  void makeBuckets() {
    s3.createBucket(BUYER, "buyer-bids");
    s3.createBucket(AUCTIONEER, "auctions");
  }

  @AfterAll
  void stop() {
    clients.forEach(S3Client::close);
    s3.close();
  }

  private static AwsCredentials basic(AccessKey key) {
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  private static AwsCredentials session(SessionCredentials session, String token) {
    return AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), token);
  }

  private S3Client client(AwsCredentials credentials) {
    return client(credentials, s3.endpoint());
  }

  private S3Client client(AwsCredentials credentials, URI endpoint) {
    S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.EU_WEST_1)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .build();
    clients.add(client);
    return client;
  }

  private static PutObjectResponse put(S3Client client, String bucket, String key, String text) {
    return client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  private static String get(S3Client client, String bucket, String key) {
    return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
  }

  private static void assertRefused(int status, String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  private static String readGrant(String bucket, String principal) {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},
         "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}"""
        .formatted(principal, bucket);
  }

  @Nested
  class OneAccount {
    @Test
    void readsWhatItWrote() {
      put(buyer, "buyer-bids", "a/sheet", "sealed");

      assertThat(get(buyer, "buyer-bids", "a/sheet")).isEqualTo("sealed");
      assertThat(buyer.listObjectsV2(r -> r.bucket("buyer-bids").prefix("a/")).contents())
          .extracting(S3Object::key)
          .containsExactly("a/sheet");
      assertThat(buyer.headObject(r -> r.bucket("buyer-bids").key("a/sheet")).contentLength())
          .isEqualTo(6);
    }

    @Test
    void seesItsOwnBucketsOnly() {
      buyer.createBucket(r -> r.bucket("made-by-buyer"));

      assertThat(buyer.listBuckets().buckets())
          .extracting(Bucket::name)
          .contains("buyer-bids", "made-by-buyer")
          .doesNotContain("auctions");
      assertThat(s3.bucketOwner("made-by-buyer")).contains(BUYER);
    }

    @Test
    void makesBucketsInItsRegionAndDeletesThem() {
      buyer.createBucket(
          r ->
              r.bucket("regional")
                  .createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
      buyer.deleteBucket(r -> r.bucket("regional"));

      assertThat(s3.bucketOwner("regional")).isEmpty();
      assertRefused(404, "NoSuchBucket", () -> buyer.listObjectsV2(r -> r.bucket("regional")));
    }

    @Test
    void deletesObjects() {
      put(buyer, "buyer-bids", "gone/1", "x");
      put(buyer, "buyer-bids", "gone/2", "x");
      ObjectIdentifier second = ObjectIdentifier.builder().key("gone/2").build();
      buyer.deleteObject(r -> r.bucket("buyer-bids").key("gone/1"));
      buyer.deleteObjects(r -> r.bucket("buyer-bids").delete(d -> d.objects(second)));

      assertThat(buyer.listObjectsV2(r -> r.bucket("buyer-bids").prefix("gone/")).contents())
          .isEmpty();
    }

    @Test
    void missingObjectIs404ForWhoMayList() {
      assertRefused(404, "NoSuchKey", () -> get(buyer, "buyer-bids", "missing"));
    }

    @Test
    @DisplayName("keys with blanks, plus signs, percent signs and letters outside ASCII")
    void oddKeys() {
      for (String key : List.of("a b", "a+b", "a%2Fb", "ä/ö", "x=1&y=2", "tilde~(1)'")) {
        put(buyer, "buyer-bids", "odd/" + key, key);
        assertThat(get(buyer, "buyer-bids", "odd/" + key)).as(key).isEqualTo(key);
      }
    }

    @Test
    void largeObjectsAndRanges() {
      byte[] large = new byte[9 << 20];
      new Random(7).nextBytes(large);
      buyer.putObject(r -> r.bucket("buyer-bids").key("large"), RequestBody.fromBytes(large));

      assertThat(buyer.getObjectAsBytes(r -> r.bucket("buyer-bids").key("large")).asByteArray())
          .isEqualTo(large);
      assertThat(
              buyer
                  .getObjectAsBytes(r -> r.bucket("buyer-bids").key("large").range("bytes=0-9"))
                  .asByteArray())
          .hasSize(10);
    }

    @Test
    void versionsOfAVersionedBucket() {
      s3.createBucket(BUYER, "versioned");
      s3.enableVersioning("versioned");
      String first = put(buyer, "versioned", "sheet", "one").versionId();
      put(buyer, "versioned", "sheet", "two");

      assertThat(get(buyer, "versioned", "sheet")).isEqualTo("two");
      assertThat(
              buyer
                  .getObjectAsBytes(r -> r.bucket("versioned").key("sheet").versionId(first))
                  .asUtf8String())
          .isEqualTo("one");
    }

    @Test
    void copiesWithinItsAccount() {
      put(buyer, "buyer-bids", "source", "copied");
      buyer.copyObject(
          r ->
              r.sourceBucket("buyer-bids")
                  .sourceKey("source")
                  .destinationBucket("buyer-bids")
                  .destinationKey("copy"));

      assertThat(get(buyer, "buyer-bids", "copy")).isEqualTo("copied");
    }

    @Test
    void userWithoutIdentityPolicyMayDoNothing() {
      S3Client nobody = client(basic(iam.createUser(BUYER, "nobody")));

      assertRefused(403, "AccessDenied", () -> get(nobody, "buyer-bids", "a/sheet"));
      assertRefused(403, "AccessDenied", nobody::listBuckets);
    }
  }

  @Nested
  class TwoAccounts {
    @Test
    void otherAccountIsRefusedEverything() {
      put(buyer, "buyer-bids", "private", "sealed");

      assertRefused(403, "AccessDenied", () -> get(rival, "buyer-bids", "private"));
      assertRefused(403, "AccessDenied", () -> put(rival, "buyer-bids", "private", "mine"));
      assertRefused(403, "AccessDenied", () -> rival.listObjectsV2(r -> r.bucket("buyer-bids")));
      assertRefused(
          403,
          "AccessDenied",
          () -> rival.deleteObject(r -> r.bucket("buyer-bids").key("private")));
      assertRefused(403, "AccessDenied", () -> rival.getBucketPolicy(r -> r.bucket("buyer-bids")));
      assertRefused(
          403,
          "AccessDenied",
          () ->
              rival.putBucketPolicy(
                  r -> r.bucket("buyer-bids").policy(readGrant("buyer-bids", "*"))));
      assertThat(get(buyer, "buyer-bids", "private")).isEqualTo("sealed");
    }

    @Test
    void namesAreUniqueOverAllAccounts() {
      assertRefused(
          409, "BucketAlreadyExists", () -> rival.createBucket(r -> r.bucket("buyer-bids")));
      assertRefused(
          409, "BucketAlreadyOwnedByYou", () -> buyer.createBucket(r -> r.bucket("buyer-bids")));
      assertThat(s3.bucketOwner("buyer-bids")).contains(BUYER);
    }

    @Test
    void cannotCopyOutOfAnotherAccount() {
      put(buyer, "buyer-bids", "private", "sealed");

      assertRefused(
          403,
          "AccessDenied",
          () ->
              parent.copyObject(
                  r ->
                      r.sourceBucket("buyer-bids")
                          .sourceKey("private")
                          .destinationBucket("auctions")
                          .destinationKey("stolen")));
    }
  }

  @Nested
  class BucketPolicies {
    @Test
    void grantReadingAndNothingElseUntilTheyAreDeleted() {
      s3.createBucket(BUYER, "granted");
      put(buyer, "granted", "sheet", "sealed");
      String policy = readGrant("granted", ROLE);
      buyer.putBucketPolicy(r -> r.bucket("granted").policy(policy));

      assertThat(buyer.getBucketPolicy(r -> r.bucket("granted")).policy()).isEqualTo(policy);
      assertThat(get(parent, "granted", "sheet")).isEqualTo("sealed");
      assertRefused(403, "AccessDenied", () -> put(parent, "granted", "sheet", "mine"));
      assertRefused(403, "AccessDenied", () -> get(rival, "granted", "sheet"));

      buyer.deleteBucketPolicy(r -> r.bucket("granted"));
      assertRefused(403, "AccessDenied", () -> get(parent, "granted", "sheet"));
      assertRefused(
          404, "NoSuchBucketPolicy", () -> buyer.getBucketPolicy(r -> r.bucket("granted")));
    }

    @Test
    void missingObjectIs403ForWhoMayNotList() {
      s3.createBucket(BUYER, "unlisted");
      s3.putBucketPolicy("unlisted", readGrant("unlisted", ROLE));

      assertRefused(403, "AccessDenied", () -> get(parent, "unlisted", "missing"));
    }

    @Test
    void denyBindsTheOwnerToo() {
      s3.createBucket(BUYER, "denied");
      put(buyer, "denied", "sheet", "sealed");
      s3.putBucketPolicy(
          "denied",
          """
          {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",
           "Action":"s3:GetObject","Resource":"arn:aws:s3:::denied/*"}]}""");

      assertRefused(403, "AccessDenied", () -> get(buyer, "denied", "sheet"));
    }

    @Test
    void malformedOnesAreRefused() {
      assertRefused(
          400,
          "MalformedPolicy",
          () -> buyer.putBucketPolicy(r -> r.bucket("buyer-bids").policy("{\"Statement\":1}")));
    }
  }

  @Nested
  class ConditionalWrites {
    @Test
    void ifNoneMatchWritesOnce() {
      buyer.putObject(
          r -> r.bucket("buyer-bids").key("once").ifNoneMatch("*"), RequestBody.fromString("1"));

      assertRefused(
          412,
          "PreconditionFailed",
          () ->
              buyer.putObject(
                  r -> r.bucket("buyer-bids").key("once").ifNoneMatch("*"),
                  RequestBody.fromString("2")));
      assertThat(get(buyer, "buyer-bids", "once")).isEqualTo("1");
    }

    @Test
    void ifMatchWritesOverWhatWasRead() {
      String tag = put(buyer, "buyer-bids", "swap", "1").eTag();
      buyer.putObject(
          r -> r.bucket("buyer-bids").key("swap").ifMatch(tag), RequestBody.fromString("2"));

      assertRefused(
          412,
          "PreconditionFailed",
          () ->
              buyer.putObject(
                  r -> r.bucket("buyer-bids").key("swap").ifMatch(tag),
                  RequestBody.fromString("3")));
      assertThat(get(buyer, "buyer-bids", "swap")).isEqualTo("2");
    }

    @Test
    void ofManyWritersOneWins() throws Exception {
      ExecutorService writers = Executors.newFixedThreadPool(8);
      try {
        List<Callable<Boolean>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String text = "writer " + i;
          tries.add(() -> writesFirst(text));
        }
        int winners = 0;
        for (Future<Boolean> done : writers.invokeAll(tries)) {
          winners += done.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      } finally {
        writers.shutdownNow();
      }
    }

    private boolean writesFirst(String text) {
      try {
        buyer.putObject(
            r -> r.bucket("buyer-bids").key("race").ifNoneMatch("*"), RequestBody.fromString(text));
        return true;
      } catch (S3Exception e) {
        return false;
      }
    }
  }

  @Nested
  class Authentication {
    @Test
    void wrongSecretIsRefused() {
      S3Client forger = client(AwsBasicCredentials.create(buyerKey.accessKeyId(), "guess"));

      assertRefused(403, "SignatureDoesNotMatch", () -> get(forger, "buyer-bids", "a/sheet"));
      assertRefused(403, "SignatureDoesNotMatch", () -> put(forger, "buyer-bids", "a/sheet", "x"));
    }

    @Test
    void unknownKeyIsRefused() {
      S3Client stranger = client(AwsBasicCredentials.create("AKIASTRANGERSTRANGER", "secret"));

      assertRefused(403, "InvalidAccessKeyId", stranger::listBuckets);
    }

    @Test
    void sessionNeedsItsToken() {
      assertThat(parent.listBuckets().buckets()).extracting(Bucket::name).contains("auctions");
      S3Client forger = client(session(parentSession, "another token"));

      assertThatThrownBy(forger::listBuckets)
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isIn(400, 403));
    }

    @Test
    void endedSessionIsRefused() {
      SessionCredentials session = iam.instanceCredentials(ROLE, "i-0123456789abcdef1");
      S3Client late = client(session(session, session.sessionToken()));
      skew.set(Duration.ofHours(7));
      try {
        assertThatThrownBy(late::listBuckets).isInstanceOf(S3Exception.class);
      } finally {
        skew.set(Duration.ZERO);
      }
    }

    @Test
    void wrongBucketOwnerIsRefused() {
      put(buyer, "buyer-bids", "owned", "sealed");

      assertThat(
              buyer
                  .getObjectAsBytes(
                      r -> r.bucket("buyer-bids").key("owned").expectedBucketOwner(BUYER))
                  .asUtf8String())
          .isEqualTo("sealed");
      assertRefused(
          403,
          "AccessDenied",
          () ->
              buyer.getObject(r -> r.bucket("buyer-bids").key("owned").expectedBucketOwner(RIVAL)));
      assertRefused(
          403,
          "AccessDenied",
          () ->
              buyer.putObject(
                  r -> r.bucket("buyer-bids").key("owned").expectedBucketOwner(RIVAL),
                  RequestBody.fromString("x")));
    }

    @Test
    @DisplayName("S3Proxy's own port serves nobody who didn't come through the front")
    void noWayAroundTheFront() {
      put(buyer, "buyer-bids", "private", "sealed");
      S3Client around = client(basic(buyerKey), URI.create("http://127.0.0.1:" + s3.backendPort()));

      assertThatThrownBy(() -> get(around, "buyer-bids", "private"))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }
}
