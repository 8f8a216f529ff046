package dev.sealedbid.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sealedbid.local.LocalAws;
import dev.sealedbid.local.LocalAwsConfig;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program itself, in a process with a home and an environment of its own. */
@DisplayName("Every kind of profile that buyers have")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuyersProfilesTest {
  private static final String ACCOUNT = "111111111101";
  private static final String PATH_ROLE = "arn:aws:iam::" + ACCOUNT + ":role/teams/bids/buyer";
  private static final String BLIND_ROLE = "arn:aws:iam::" + ACCOUNT + ":role/blind";
  private static final String SSO_NAME = "AWSReservedSSO_Bidders_0123456789abcdef";
  private static final String SSO_ROLE =
      "arn:aws:iam::" + ACCOUNT + ":role/aws-reserved/sso.amazonaws.com/eu-west-1/" + SSO_NAME;

  private Path home;
  private LocalAws aws;
  private HttpServer metadata;

  private record Outcome(int status, String out, String err) {}

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    home = Files.createDirectories(directory.resolve("home"));
    aws = LocalAws.start(LocalAwsConfig.ephemeral(directory.resolve("aws")));
    LocalIam iam = aws.iam();
    AccessKey user = iam.createUser(ACCOUNT, "buyer", LocalIam.ADMINISTRATOR_ACCESS);
    String trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
         "Principal":{"AWS":"%s","Service":"ec2.amazonaws.com"}}]}\
        """
            .formatted(user.arn());
    for (String role : List.of(PATH_ROLE, SSO_ROLE)) {
      iam.createRole(role, trust, Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
    }
    iam.createRole(BLIND_ROLE, trust, Map.of());
    serveCredentials(iam.instanceCredentials(SSO_ROLE, "i-0123456789abcdef0"));
    writeConfig(user);
    writeToken();
  }

  @AfterAll
  void stop() {
    metadata.stop(0);
    aws.close();
  }

  /** What IAM Identity Center's portal says, and what a container's credential endpoint says. */
  private void serveCredentials(SessionCredentials session) throws IOException {
    metadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(
        "/federation/credentials",
        """
        {"roleCredentials":{"accessKeyId":"%s","secretAccessKey":"%s","sessionToken":"%s",
         "expiration":%d}}\
        """
            .formatted(
                session.accessKeyId(),
                session.secretAccessKey(),
                session.sessionToken(),
                session.expiration().toEpochMilli()));
    serve(
        "/container",
        """
        {"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s","Expiration":"%s"}\
        """
            .formatted(
                session.accessKeyId(),
                session.secretAccessKey(),
                session.sessionToken(),
                session.expiration()));
    metadata.start();
  }

  private void serve(String path, String json) {
    metadata.createContext(
        path,
        exchange -> {
          byte[] body = json.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void writeConfig(AccessKey user) throws IOException {
    Path process = home.resolve("credentials.json");
    Files.writeString(
        process,
        """
        {"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}\
        """
            .formatted(user.accessKeyId(), user.secretAccessKey()));
    Path junk = home.resolve("junk.txt");
    Files.writeString(junk, "SECRETJUNK");
    Path token = home.resolve("web-token");
    Files.writeString(token, "a.web.token");
    String common = "region = eu-west-1\nservices = local\n";
    String sso =
        """
        sso_account_id = 111111111101
        sso_role_name = Bidders
        """;
    String text =
        profile("default", common)
            + profile(
                "user",
                common,
                "aws_access_key_id = " + user.accessKeyId(),
                "aws_secret_access_key = " + user.secretAccessKey())
            + profile("process", common, "credential_process = cat " + process)
            + profile("process-fails", common, "credential_process = false")
            + profile("process-junk", common, "credential_process = cat " + junk)
            + profile("sso", common, sso, "sso_session = corp")
            + profile("sso-out", common, sso, "sso_session = elsewhere")
            + profile("sso-nowhere", common, sso, "sso_session = nowhere")
            + profile("path-role", common, "role_arn = " + PATH_ROLE, "source_profile = user")
            + profile("blind-role", common, "role_arn = " + BLIND_ROLE, "source_profile = user")
            + profile("no-source", common, "role_arn = " + PATH_ROLE)
            + profile(
                "web", common, "role_arn = " + PATH_ROLE, "web_identity_token_file = " + token)
            + profile(
                "web-missing",
                common,
                "role_arn = " + PATH_ROLE,
                "web_identity_token_file = /no/such/token")
            + profile("login", common, "login_session = arn:aws:iam::111111111101:user/buyer")
            + profile("half", common, "aws_access_key_id = AKIAEXAMPLE")
            + profile("nothing", common)
            + profile(
                "endpoint",
                "region = eu-west-1\nendpoint_url = localhost:4566",
                "credential_process = cat " + process)
            + profile(
                "fips", common, "use_fips_endpoint = true", "credential_process = cat " + process)
            + profile(
                "retries", common, "retry_mode = sometimes", "credential_process = cat " + process)
            + session("corp")
            + session("elsewhere")
            + services();
    Files.createDirectories(home.resolve(".aws"));
    Files.writeString(home.resolve(".aws/config"), text);
    Files.writeString(home.resolve("broken"), "[profile user]\nregion = eu-west-1\n[default\n");
  }

  private static String profile(String name, String... lines) {
    String header = name.equals("default") ? "[default]" : "[profile " + name + "]";
    return header + "\n" + String.join("\n", lines) + "\n\n";
  }

  private static String session(String name) {
    return """
    [sso-session %s]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = eu-west-1
    sso_registration_scopes = sso:account:access

    """
        .formatted(name);
  }

  private String services() {
    StringBuilder text = new StringBuilder("[services local]\n");
    for (String service : List.of("kms", "sts", "iam", "cloudtrail")) {
      text.append(service).append(" =\n  endpoint_url = ").append(aws.kmsEndpoint()).append('\n');
    }
    return text.toString();
  }

  /** What {@code aws sso login} leaves behind. */
  private void writeToken() throws Exception {
    byte[] name =
        MessageDigest.getInstance("SHA-1").digest("corp".getBytes(StandardCharsets.UTF_8));
    Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
    Files.writeString(
        cache.resolve(HexFormat.of().formatHex(name) + ".json"),
        """
        {"startUrl":"https://corp.awsapps.com/start","region":"eu-west-1",
         "accessToken":"a-token","expiresAt":"2099-01-01T00:00:00Z"}\
        """);
  }

  private Outcome dryRun(String profile, Map<String, String> environment, String... more)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("key", "create", "--dry-run"));
    if (!profile.isEmpty()) {
      words.addAll(List.of("--profile", profile));
    }
    words.addAll(Arrays.asList(more));
    return run(environment, words);
  }

  private Outcome run(Map<String, String> environment, List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.add("-Djavax.net.ssl.trustStore=" + aws.trustStore());
    command.add("-Djavax.net.ssl.trustStorePassword=changeit");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(words);
    Path out = home.resolve("out.txt");
    Path err = home.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("AWS_")
                    || name.toUpperCase(java.util.Locale.ROOT).endsWith("_PROXY"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    builder.environment().put("AWS_ENDPOINT_URL_SSO", metadataUrl(""));
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Outcome(status, Files.readString(out), Files.readString(err));
  }

  // The STS that the SDK asks for a role looks at the variable alone, not at services sections.
  private Map<String, String> sts() {
    return Map.of("AWS_ENDPOINT_URL_STS", aws.kmsEndpoint().toString());
  }

  private String metadataUrl(String path) {
    return "http://127.0.0.1:" + metadata.getAddress().getPort() + path;
  }

  @Test
  @DisplayName("credential_process: the policy names its user")
  void process() throws Exception {
    Outcome created = dryRun("process", Map.of());
    assertThat(created.status()).as(created.err()).isZero();
    assertThat(created.out()).contains("arn:aws:iam::" + ACCOUNT + ":user/buyer");
  }

  @Test
  @DisplayName("role_arn and source_profile: the policy names the role with its path")
  void roleWithPath() throws Exception {
    Outcome created = dryRun("path-role", sts());
    assertThat(created.status()).as(created.err()).isZero();
    assertThat(created.out()).contains(PATH_ROLE).doesNotContain("role/buyer");
  }

  @Test
  @DisplayName("a role that may not ask IAM: its name without a path, and a warning")
  void roleThatMayNotAsk() throws Exception {
    Outcome created = dryRun("blind-role", sts());
    assertThat(created.status()).as(created.err()).isZero();
    assertThat(created.out()).contains(BLIND_ROLE);
    assertThat(created.err()).contains("warning: ", "AccessDenied", "--admin and --sealer");
  }

  @Test
  @DisplayName("IAM Identity Center: works, and its role is refused unless it is named")
  void singleSignOn() throws Exception {
    Outcome refused = dryRun("sso", Map.of());
    assertThat(refused.status()).as(refused.err()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("role " + SSO_NAME + " is made by IAM Identity Center")
        .contains("make a role of your own")
        .contains("--admin " + SSO_ROLE + " --sealer " + SSO_ROLE);
    Outcome half = dryRun("sso", Map.of(), "--admin", SSO_ROLE);
    assertThat(half.status()).as(half.err()).isEqualTo(1);
    Outcome named = dryRun("sso", Map.of(), "--admin", SSO_ROLE, "--sealer", SSO_ROLE);
    assertThat(named.status()).as(named.err()).isZero();
    assertThat(named.out()).contains(SSO_ROLE);
  }

  @Test
  @DisplayName("a container's credentials")
  void container() throws Exception {
    Outcome named =
        dryRun(
            "",
            Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", metadataUrl("/container")),
            "--admin",
            PATH_ROLE,
            "--sealer",
            PATH_ROLE);
    assertThat(named.status()).as(named.err()).isZero();
    assertThat(named.out()).contains(PATH_ROLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sso-out|1|you aren't signed in to IAM Identity Center|aws sso login --profile sso-out",
        "sso-nowhere|1|Sso-session section not found|check sso_session, line ",
        "process-fails|1|its credential_process failed|credential_process, line ",
        "process-junk|1|something else than credentials|credential_process, line ",
        "no-source|1|gives no credentials|check role_arn, line ",
        "web|1|MissingAuthenticationToken|check web_identity_token_file, line ",
        "web-missing|1|there is no file /no/such/token|web_identity_token_file, line ",
        "login|1|it signs in by 'aws login'|aws configure export-credentials",
        "half|1|property 'aws_secret_access_key' was not configured|check aws_access_key_id, line ",
        "nothing|1|it has none of the properties that do|sso_session, credential_process",
        "endpoint|2|the endpoint 'localhost:4566' (endpoint_url, line |http://localhost:4566",
        "fips|2|FIPS and custom endpoint are not supported|asked for by use_fips_endpoint, line ",
        "retries|2|sometimes|it is set by retry_mode, line ",
        "nobody|2|there is no AWS profile 'nobody'|blind-role, default, endpoint, fips"
      })
  @DisplayName("one that can't be used is told as such, never as a defect or as silence")
  void unusable(String profile, int status, String message, String hint) throws Exception {
    Outcome failed = dryRun(profile, profile.equals("web") ? sts() : Map.of());
    assertThat(failed.status()).as(failed.err()).isEqualTo(status);
    assertThat(errors(failed)).singleElement().asString().contains(message);
    assertThat(failed.err().lines().filter(l -> l.startsWith("buyer-cli: hint: ")))
        .anyMatch(line -> line.contains(hint));
    assertThat(failed.err()).doesNotContain("SECRETJUNK").doesNotContain("defect");
    assertThat(failed.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS_PROFILE|nobody||2|named by the variable AWS_PROFILE|the profiles of",
        "AWS_ENDPOINT_URL_STS|localhost:4566|process|2|the variable AWS_ENDPOINT_URL_STS|http",
        "AWS_USE_FIPS_ENDPOINT|true|process|2|FIPS and|by the variable AWS_USE_FIPS_ENDPOINT",
        "AWS_USE_FIPS_ENDPOINT|perhaps|process|2|perhaps|by the variable AWS_USE_FIPS_ENDPOINT",
        "HTTP_PROXY|http://127.0.0.1:1|process|4|no answer|set by the variable HTTP_PROXY",
        "AWS_ENDPOINT_URL_STS|http://127.0.0.1:1|process|4|127.0.0.1:1|AWS_ENDPOINT_URL_STS",
        "AWS_RETRY_MODE|often|process|2|often|by the variable AWS_RETRY_MODE"
      })
  @DisplayName("a variable that breaks something is named")
  void environment(
      String variable,
      String value,
      @Nullable String profile,
      int status,
      String message,
      String hint)
      throws Exception {
    Outcome failed = dryRun(profile == null ? "" : profile, Map.of(variable, value));
    assertThat(failed.status()).as(failed.err()).isEqualTo(status);
    assertThat(errors(failed)).singleElement().asString().contains(message);
    assertThat(failed.err().lines().filter(l -> l.startsWith("buyer-cli: hint: ")))
        .anyMatch(line -> line.contains(hint));
    assertThat(failed.err()).doesNotContain("defect");
  }

  @Test
  @DisplayName("a file that can't be read is named, with the line")
  void brokenFile() throws Exception {
    String broken = home.resolve("broken").toString();
    Outcome failed = dryRun("user", Map.of("AWS_CONFIG_FILE", broken));
    assertThat(failed.status()).as(failed.err()).isEqualTo(2);
    assertThat(errors(failed)).singleElement().asString().contains(broken).contains("line 3");
  }

  @Test
  @DisplayName("a proxy that the SDK doesn't look at is named where there is no answer")
  void proxyOfHttps() throws Exception {
    Map<String, String> variables =
        Map.of("HTTPS_PROXY", "http://127.0.0.1:1", "AWS_ENDPOINT_URL_STS", "https://127.0.0.1:1");
    Outcome failed = dryRun("process", variables);
    assertThat(failed.status()).as(failed.err()).isEqualTo(4);
    assertThat(failed.err()).contains("hint: ").contains("set HTTP_PROXY, too");
  }

  private static List<String> errors(Outcome outcome) {
    return outcome.err().lines().filter(l -> l.startsWith("buyer-cli: error: ")).toList();
  }
}
