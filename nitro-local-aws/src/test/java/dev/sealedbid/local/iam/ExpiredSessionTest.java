package dev.sealedbid.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.local.iam.AuthenticationException.Fault;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

class ExpiredSessionTest {
  private static final String ROLE = "arn:aws:iam::111111111101:role/r";

  @ParameterizedTest(name = "{0} minutes after it was made")
  @ValueSource(longs = {359, 361})
  void anInstancesSessionLivesSixHours(long minutes) throws AuthenticationException {
    InstantSource then = InstantSource.system();
    InstantSource past = () -> then.instant().minus(Duration.ofMinutes(minutes));
    LocalIam iam = new LocalIam(past, new SecureRandom());
    iam.createRole(
        ROLE,
        """
        {"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},\
        "Action":"sts:AssumeRole"}]}""",
        Map.of());
    SdkHttpRequest signed = signed(iam.instanceCredentials(ROLE, "i-1"));
    SignedRequest request = new SignedRequest("POST", "/", "", signed.headers(), new byte[0]);
    SigV4Verifier verifier = new SigV4Verifier(iam, then);
    if (minutes < 360) {
      assertThat(verifier.verify(request).service()).isEqualTo("kms");
      return;
    }
    AuthenticationException refusal =
        catchThrowableOfType(AuthenticationException.class, () -> verifier.verify(request));
    assertThat(refusal.fault()).isEqualTo(Fault.EXPIRED_TOKEN);
    assertThat(refusal.fault().jsonCode()).isEqualTo("ExpiredTokenException");
  }

  private static SdkHttpRequest signed(SessionCredentials session) {
    return AwsV4HttpSigner.create()
        .sign(
            s ->
                s.identity(
                        AwsSessionCredentials.create(
                            session.accessKeyId(),
                            session.secretAccessKey(),
                            session.sessionToken()))
                    .request(
                        SdkHttpRequest.builder()
                            .uri(URI.create("https://localhost:8443/"))
                            .method(SdkHttpMethod.POST)
                            .build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kms")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"))
        .request();
  }
}
