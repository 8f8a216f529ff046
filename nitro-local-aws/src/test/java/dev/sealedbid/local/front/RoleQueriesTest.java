package dev.sealedbid.local.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** GetRole as IAM's own clients send it. (Their library isn't on this module's class path.) */
@DisplayName("IAM's GetRole")
class RoleQueriesTest {
  private static final String ACCOUNT = "111111111101";
  private static final String ROLE = "arn:aws:iam::111111111101:role/teams/bids/buyer";

  private record Answer(int status, String xml) {}

  @TempDir private static Path folder;
  private static LocalServices services;
  private static AccessKey admin;

  @BeforeAll
  static void start() throws Exception {
    services = new LocalServices(folder);
    admin = services.iam.createUser(ACCOUNT, "admin", LocalIam.ADMINISTRATOR_ACCESS);
    services.iam.createRole(
        ROLE,
        """
        {"Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"sts:AssumeRole"}]}\
        """
            .formatted(admin.arn()),
        Map.of());
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  private static Answer ask(AccessKey key, String action, String name) throws Exception {
    byte[] form =
        ("Action=" + action + "&Version=2010-05-08&RoleName=" + name)
            .getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(services.front.endpoint().resolve("/"))
            .putHeader("Content-Type", "application/x-www-form-urlencoded")
            .putHeader("Content-Length", Integer.toString(form.length))
            .build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(
                            StaticCredentialsProvider.create(LocalServices.of(key))
                                .resolveCredentials())
                        .request(request)
                        .payload(() -> new java.io.ByteArrayInputStream(form))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "iam")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
    HttpExecuteResponse response =
        services
            .http()
            .prepareRequest(
                HttpExecuteRequest.builder()
                    .request(signed.request())
                    .contentStreamProvider(signed.payload().orElseThrow())
                    .build())
            .call();
    return new Answer(
        response.httpResponse().statusCode(),
        new String(response.responseBody().orElseThrow().readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("tells the ARN with the path for a name without one")
  void path() throws Exception {
    Answer answer = ask(admin, "GetRole", "buyer");
    assertThat(answer.status()).as(answer.xml()).isEqualTo(200);
    assertThat(answer.xml())
        .contains("<Arn>" + ROLE + "</Arn>")
        .contains("<Path>/teams/bids/</Path>", "<RoleName>buyer</RoleName>", "<RoleId>AROA");
  }

  @Test
  @DisplayName("a role of another account isn't there")
  void otherAccount() throws Exception {
    AccessKey other =
        services.iam.createUser("222222222222", "other", LocalIam.ADMINISTRATOR_ACCESS);
    Answer answer = ask(other, "GetRole", "buyer");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.xml()).contains("<Code>NoSuchEntity</Code>").doesNotContain("teams");
  }

  @Test
  @DisplayName("who isn't allowed iam:GetRole learns nothing")
  void denied() throws Exception {
    AccessKey nobody = services.iam.createUser(ACCOUNT, "nobody");
    for (String name : new String[] {"buyer", "no-such-role"}) {
      Answer answer = ask(nobody, "GetRole", name);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.xml())
          .contains("<Code>AccessDenied</Code>", "iam:GetRole")
          .doesNotContain("teams");
    }
  }

  @Test
  @DisplayName("other calls of IAM are refused by name")
  void otherActions() throws Exception {
    assertThat(ask(admin, "DeleteRole", "buyer").xml()).contains("InvalidAction", "DeleteRole");
  }
}
