package dev.sealedbid.local.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** Who is let in: real clients, and requests that were changed after they were signed. */
class AuthenticationTest {
  private static final String ACCOUNT = "111111111101";
  private static final String ROLE = "arn:aws:iam::111111111101:role/r";

  @TempDir private static Path folder;
  private static LocalServices services;
  private static AccessKey user;
  private static AccessKey stranger;

  @BeforeAll
  static void start() throws Exception {
    services = new LocalServices(folder);
    user = services.iam.createUser(ACCOUNT, "user", LocalIam.ADMINISTRATOR_ACCESS);
    stranger = services.iam.createUser("222222222222", "stranger", LocalIam.ADMINISTRATOR_ACCESS);
    services.iam.createRole(
        ROLE,
        """
        {"Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"sts:AssumeRole"}]}"""
            .formatted(user.arn()),
        Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  @Test
  void usersAndSessionsAreKnown() {
    assertThat(services.sts(LocalServices.of(user)).getCallerIdentity().arn())
        .isEqualTo(user.arn());
    var session = services.sts(session()).getCallerIdentity();
    assertThat(session.arn()).isEqualTo("arn:aws:sts::111111111101:assumed-role/r/mine");
    assertThat(session.account()).isEqualTo(ACCOUNT);
    assertThat(services.kms(session()).listKeys().keys()).isEmpty();
  }

  @Test
  void unknownKey() {
    AwsCredentials unknown = AwsBasicCredentials.create("AKIAAAAAAAAAAAAAAAAA", "secret");
    assertRefused(unknown, "UnrecognizedClientException", "InvalidClientTokenId");
  }

  @Test
  void wrongSecret() {
    AwsCredentials wrong = AwsBasicCredentials.create(user.accessKeyId(), "secret");
    assertRefused(wrong, "InvalidSignatureException", "SignatureDoesNotMatch");
  }

  @Test
  void wrongToken() {
    AwsSessionCredentials good = session();
    AwsCredentials wrong =
        AwsSessionCredentials.create(good.accessKeyId(), good.secretAccessKey(), "token");
    assertRefused(wrong, "UnrecognizedClientException", "InvalidClientTokenId");
    AwsCredentials none = AwsBasicCredentials.create(good.accessKeyId(), good.secretAccessKey());
    assertRefused(none, "UnrecognizedClientException", "InvalidClientTokenId");
  }

  @Test
  void tokenOfDeletedRole() {
    String arn = "arn:aws:iam::111111111101:role/short-lived";
    services.iam.createRole(
        arn,
        """
        {"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},\
        "Action":"sts:AssumeRole"}]}""",
        Map.of());
    AwsCredentials session = LocalServices.of(services.iam.instanceCredentials(arn, "i-1"));
    services.iam.deleteRole(arn);
    assertRefused(session, "UnrecognizedClientException", "InvalidClientTokenId");
  }

  @Test
  void assumeRoleIsTheTrustPolicys() {
    StsException refusal =
        catchThrowableOfType(
            StsException.class,
            () ->
                services
                    .sts(LocalServices.of(stranger))
                    .assumeRole(a -> a.roleArn(ROLE).roleSessionName("x1")));
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
    assertThat(refusal.getMessage()).contains("sts:AssumeRole on resource: " + ROLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {899, 3601})
  void durationIsBounded(int seconds) {
    StsException refusal =
        catchThrowableOfType(
            StsException.class,
            () ->
                services
                    .sts(LocalServices.of(user))
                    .assumeRole(
                        a -> a.roleArn(ROLE).roleSessionName("x1").durationSeconds(seconds)));
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
  }

  @Test
  void sessionPolicyIsParsedAndBounded() {
    assertThat(sessionPolicyRefusal("{}")).isEqualTo("MalformedPolicyDocument");
    assertThat(sessionPolicyRefusal("{" + " ".repeat(2048) + "}")).isEqualTo("ValidationError");
  }

  @Test
  @DisplayName("a request as it was signed passes, and LookupEvents shows what was done")
  void lookupEvents() throws IOException {
    assertThat(services.kms(user).listKeys().keys()).isEmpty();
    String body =
        "{\"LookupAttributes\":[{\"AttributeKey\":\"EventName\",\"AttributeValue\":\"ListKeys\"}]}";
    String events =
        send(
            signed(
                "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
                "cloudtrail",
                body,
                Duration.ZERO),
            body);
    assertThat(events).startsWith("200 ").contains("\"EventName\":\"ListKeys\"", "CloudTrailEvent");
    assertThat(events).contains("\\\"userIdentity\\\":{\\\"type\\\":\\\"IAMUser\\\"");
  }

  @Test
  void unsigned() throws IOException {
    assertThat(tampered(r -> r.removeHeader("Authorization")))
        .startsWith("400 ")
        .contains("MissingAuthenticationTokenException");
  }

  @Test
  void garbledAuthorization() throws IOException {
    assertThat(tampered(r -> r.putHeader("Authorization", "AWS4-HMAC-SHA256 x")))
        .contains("IncompleteSignatureException");
  }

  @Test
  void changedBody() throws IOException {
    SdkHttpRequest request = signed("TrentService.ListKeys", "kms", "{}", Duration.ZERO);
    assertThat(send(request, "{ }")).contains("InvalidSignatureException");
  }

  @Test
  void changedTarget() throws IOException {
    assertThat(tampered(r -> r.putHeader("X-Amz-Target", "TrentService.CreateKey")))
        .contains("InvalidSignatureException");
  }

  @Test
  void addedHeader() throws IOException {
    assertThat(tampered(r -> r.putHeader("X-Amz-Other", "1")))
        .contains("InvalidSignatureException");
  }

  @Test
  void otherService() throws IOException {
    assertThat(send(signed("TrentService.ListKeys", "sts", "{}", Duration.ZERO), "{}"))
        .contains("Credential should be scoped to correct service: 'kms'");
  }

  @ParameterizedTest
  @ValueSource(ints = {-6, 6})
  void clockSkew(int minutes) throws IOException {
    assertThat(
            send(signed("TrentService.ListKeys", "kms", "{}", Duration.ofMinutes(minutes)), "{}"))
        .contains("InvalidSignatureException", minutes < 0 ? "expired" : "not yet current");
  }

  @Test
  void unknownOperationAndService() throws IOException {
    assertThat(send(signed("TrentService.Sign", "kms", "{}", Duration.ZERO), "{}"))
        .contains("UnknownOperationException");
    assertThat(send(signed("Other.Sign", "kms", "{}", Duration.ZERO), "{}"))
        .contains("UnknownOperationException");
  }

  @Test
  void malformedBody() throws IOException {
    for (String body : new String[] {"[", "[]", "{\"Limit\":1}x", "{\"a\":1,\"a\":2}"}) {
      assertThat(send(signed("TrentService.ListKeys", "kms", body, Duration.ZERO), body))
          .contains("SerializationException");
    }
  }

  private static String tampered(UnaryOperator<SdkHttpRequest.Builder> change) throws IOException {
    SdkHttpRequest request = signed("TrentService.ListKeys", "kms", "{}", Duration.ZERO);
    return send(change.apply(request.toBuilder()).build(), "{}");
  }

  private static SdkHttpRequest signed(
      String target, String service, String body, Duration clockOffset) {
    URI endpoint = services.front.endpoint();
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .uri(endpoint.resolve("/"))
            .method(SdkHttpMethod.POST)
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", target)
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            s ->
                s.identity(AwsBasicCredentials.create(user.accessKeyId(), user.secretAccessKey()))
                    .request(request)
                    .payload(() -> stream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(
                        HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), clockOffset)))
        .request();
  }

  private static InputStream stream(String body) {
    return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String send(SdkHttpRequest request, String body) throws IOException {
    HttpExecuteResponse response =
        services
            .http()
            .prepareRequest(
                HttpExecuteRequest.builder()
                    .request(
                        SdkHttpFullRequest.builder()
                            .uri(request.getUri())
                            .method(request.method())
                            .headers(request.headers())
                            .build())
                    .contentStreamProvider(() -> stream(body))
                    .build())
            .call();
    try (InputStream in = response.responseBody().orElseThrow()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return response.httpResponse().statusCode() + " " + text;
    }
  }

  private static AwsSessionCredentials session() {
    Credentials session =
        services
            .sts(LocalServices.of(user))
            .assumeRole(a -> a.roleArn(ROLE).roleSessionName("mine"))
            .credentials();
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private static String sessionPolicyRefusal(String policy) {
    return catchThrowableOfType(
            StsException.class,
            () ->
                services
                    .sts(LocalServices.of(user))
                    .assumeRole(a -> a.roleArn(ROLE).roleSessionName("x1").policy(policy)))
        .awsErrorDetails()
        .errorCode();
  }

  private static void assertRefused(AwsCredentials who, String kmsCode, String stsCode) {
    AwsServiceException kms =
        catchThrowableOfType(AwsServiceException.class, () -> services.kms(who).listKeys());
    assertThat(kms.awsErrorDetails().errorCode()).isEqualTo(kmsCode);
    AwsServiceException sts =
        catchThrowableOfType(
            AwsServiceException.class, () -> services.sts(who).getCallerIdentity());
    assertThat(sts.awsErrorDetails().errorCode()).isEqualTo(stsCode);
    assertThat(sts.statusCode()).isEqualTo(403);
  }
}
