package dev.sealedbid.local.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SigV4Verifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * Whatever comes in, the front lets nothing through that wasn't signed, and nothing to a bucket of
 * another account. Nobody listens behind it: status 500 is a call that was let through.
 */
class S3FrontFuzzTest {
  private static final String OWN = "own-bucket";
  private static final String FOREIGN = "foreign-bucket";
  private static final int LET_THROUGH = 500;
  private static final int DISCARD_PORT = 9;
  private static final String HOST = "127.0.0.1";

  private final InstantSource clock = InstantSource.system();
  private final LocalIam iam = new LocalIam(clock, new SecureRandom());
  private final AccessKey owner =
      iam.createUser("111111111101", "owner", LocalIam.ADMINISTRATOR_ACCESS);
  private final S3Front front = front();

  /** Without a signature nothing gets through. */
  @FuzzTest(maxDuration = "1m")
  void unsigned(byte[] bytes) throws IOException {
    Optional<MadeExchange> exchange = MadeExchange.parse(bytes);
    if (exchange.isPresent()) {
      front.handle(exchange.get());
      assertThat(exchange.get().getResponseCode()).isBetween(400, 499);
    }
  }

  /** With one of its own an account gets through to its own buckets, however they are spelt. */
  @FuzzTest(maxDuration = "1m")
  void signed(byte[] bytes) throws IOException {
    // The backend's own; where else it might go is a finding.
    BugDetectors.allowNetworkConnections((host, port) -> port == DISCARD_PORT);
    Optional<MadeExchange> exchange = MadeExchange.parse(bytes).filter(this::sign);
    if (exchange.isPresent()) {
      front.handle(exchange.get());
      if (exchange.get().getResponseCode() == LET_THROUGH) {
        String bucket = bucket(exchange.get().getRequestURI());
        assertThat(bucket).isNotEqualTo(FOREIGN);
        boolean makesBucket = exchange.get().getRequestMethod().equals("PUT");
        assertThat(bucket.equals(OWN) || makesBucket).isTrue();
      }
    }
  }

  /** How S3Proxy reads it: the first segment, decoded. */
  private static String bucket(URI target) {
    String[] segments = target.getRawPath().split("/", 3);
    return segments.length < 2 ? "" : URI.create(segments[1]).getPath();
  }

  private boolean sign(MadeExchange exchange) {
    SdkHttpRequest signed;
    try {
      SdkHttpRequest request =
          SdkHttpFullRequest.builder()
              .method(SdkHttpMethod.fromValue(exchange.getRequestMethod()))
              .uri(URI.create("http://" + HOST + exchange.getRequestURI()))
              .build();
      signed = signature(request, exchange.body());
    } catch (RuntimeException e) {
      return false; // What the SDK doesn't sign nobody sends.
    }
    signed.headers().forEach(exchange.getRequestHeaders()::put);
    return true;
  }

  private SdkHttpRequest signature(SdkHttpRequest request, byte[] body) {
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(
                        AwsBasicCredentials.create(owner.accessKeyId(), owner.secretAccessKey()))
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.systemUTC()))
        .request();
  }

  private S3Front front() {
    Buckets buckets = new Buckets();
    buckets.claim(OWN, "111111111101");
    buckets.claim(FOREIGN, "222222222222");
    return new S3Front(
        new SigV4Verifier(iam, clock),
        buckets,
        new S3Authorizer(buckets, clock),
        new Permits(),
        new S3Backend(new InetSocketAddress(InetAddress.getLoopbackAddress(), DISCARD_PORT)));
  }
}
