package dev.sealedbid.local.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.local.front.LocalServices;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** What KMS makes of a policy's principals, and how late it shows what was changed. */
class PolicyPrincipalsTest {
  private static final String ACCOUNT = "111111111105";
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":
       {"AWS":"arn:aws:iam::111111111105:root"},"Action":"sts:AssumeRole"}]}""";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir private static Path folder;
  private static LocalServices services;
  private static AccessKey admin;
  private static KmsClient kms;

  @BeforeAll
  static void start() throws Exception {
    services = new LocalServices(folder);
    admin = services.iam.createUser(ACCOUNT, "admin", LocalIam.ADMINISTRATOR_ACCESS);
    kms = services.kms(admin);
  }

  @AfterEach
  void noFaults() {
    services.kms.faults().clear();
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  private static String role() {
    String arn = "arn:aws:iam::" + ACCOUNT + ":role/opener-" + NUMBER.incrementAndGet();
    services.iam.createRole(arn, TRUST, Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
    return arn;
  }

  private static KmsClient sessionOf(String role) {
    var credentials =
        services
            .sts(LocalServices.of(admin))
            .assumeRole(r -> r.roleArn(role).roleSessionName("s1"))
            .credentials();
    return services.kms(
        software.amazon.awssdk.auth.credentials.AwsSessionCredentials.create(
            credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()));
  }

  private static String policy(String principal, String action) {
    return """
        {"Version":"2012-10-17","Statement":[
         {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:*","Resource":"*"},
         {"Effect":"Allow","Principal":{"AWS":["%s"]},"Action":"%s","Resource":"*"}]}"""
        .formatted(admin.arn(), principal, action);
  }

  private static String keyFor(String principal, String action) {
    return kms.createKey(k -> k.policy(policy(principal, action))).keyMetadata().arn();
  }

  private static String shown(String key) {
    return kms.getKeyPolicy(g -> g.keyId(key).policyName("default")).policy();
  }

  private static String code(Runnable call) {
    KmsException refused = catchThrowableOfType(KmsException.class, call::run);
    return refused == null ? "OK" : refused.awsErrorDetails().errorCode();
  }

  @Test
  @DisplayName("a deleted role is shown by its id, and one made again under its ARN gets nothing")
  void recreatedRole() {
    String role = role();
    String key = keyFor(role, "kms:DescribeKey");
    KmsClient first = sessionOf(role);
    assertThat(code(() -> first.describeKey(d -> d.keyId(key)))).isEqualTo("OK");
    assertThat(shown(key)).isEqualTo(policy(role, "kms:DescribeKey"));

    services.iam.deleteRole(role);
    assertThat(shown(key)).doesNotContain(role).containsPattern("\"AROA[A-Z2-7]{16}\"");

    services.iam.createRole(role, TRUST, Map.of("all", LocalIam.ADMINISTRATOR_ACCESS));
    KmsClient second = sessionOf(role);
    assertThat(code(() -> second.describeKey(d -> d.keyId(key))))
        .isEqualTo("AccessDeniedException");
    assertThat(shown(key)).doesNotContain(role).contains("AROA");

    String text = shown(key);
    assertThat(code(() -> kms.putKeyPolicy(p -> p.keyId(key).policy(text))))
        .isEqualTo("MalformedPolicyDocumentException");
    kms.putKeyPolicy(p -> p.keyId(key).policy(policy(role, "kms:DescribeKey")));
    assertThat(code(() -> second.describeKey(d -> d.keyId(key)))).isEqualTo("OK");
  }

  @Test
  @DisplayName("a deleted user is shown by its id, and its keys stop")
  void deletedUser() {
    AccessKey user = services.iam.createUser(ACCOUNT, "u" + NUMBER.incrementAndGet());
    String key = keyFor(user.arn(), "kms:DescribeKey");
    KmsClient own = services.kms(user);
    assertThat(code(() -> own.describeKey(d -> d.keyId(key)))).isEqualTo("OK");
    services.iam.deleteUser(user.arn());
    assertThat(code(() -> own.describeKey(d -> d.keyId(key)))).isNotEqualTo("OK");
    assertThat(shown(key)).doesNotContain(user.arn()).containsPattern("\"AIDA[A-Z2-7]{16}\"");
    services.iam.createUser(ACCOUNT, user.arn().substring(user.arn().indexOf('/') + 1));
    assertThat(code(() -> own.describeKey(d -> d.keyId(key)))).isNotEqualTo("OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::111111111105:role/nobody",
        "arn:aws:iam::111111111105:role/*",
        "arn:aws:iam::111111111105:user/*",
        "AROAAAAAAAAAAAAAAAAA",
        "AIDAAAAAAAAAAAAAAAAA",
        "arn:aws:sts::111111111105:assumed-role/nobody/s1",
        "arn:aws:iam::111111111105:group/people",
        "12345",
        "",
      })
  @DisplayName("principals that don't exist, or have no form of one, are refused")
  void unknownPrincipals(String principal) {
    assertThat(code(() -> keyFor(principal, "kms:DescribeKey")))
        .isEqualTo("MalformedPolicyDocumentException");
    String key = keyFor(admin.arn(), "kms:DescribeKey");
    String text = policy(principal, "kms:DescribeKey");
    assertThat(code(() -> kms.putKeyPolicy(p -> p.keyId(key).policy(text))))
        .isEqualTo("MalformedPolicyDocumentException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "111111111105", "arn:aws:iam::111111111199:root"})
  void everybodyAndAccountsAreTaken(String principal) {
    assertThat(code(() -> keyFor(principal, "kms:DescribeKey"))).isEqualTo("OK");
  }

  @Test
  @DisplayName("the lockout check asks what the caller could do under the new policy")
  void lockout() {
    AccessKey other = services.iam.createUser(ACCOUNT, "o" + NUMBER.incrementAndGet());
    String theirs =
        policy(other.arn(), "kms:PutKeyPolicy")
            .replace("\"Action\":\"kms:*\"", "\"Action\":\"kms:GetKeyPolicy\"");
    assertThat(code(() -> kms.createKey(k -> k.policy(theirs))))
        .isEqualTo("MalformedPolicyDocumentException");
    assertThat(
            code(() -> kms.createKey(k -> k.policy(theirs).bypassPolicyLockoutSafetyCheck(true))))
        .isEqualTo("OK");
    String conditional =
        policy(admin.arn(), "kms:PutKeyPolicy")
            .replace(
                "\"kms:*\",",
                "\"kms:PutKeyPolicy\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}},")
            .replace("[\"" + admin.arn() + "\"]", "\"" + other.arn() + "\"");
    assertThat(code(() -> kms.createKey(k -> k.policy(conditional))))
        .isEqualTo("MalformedPolicyDocumentException");
  }

  @Test
  @DisplayName("32 KiB is a policy's limit, in bytes")
  void size() {
    String room = policy(admin.arn(), "kms:DescribeKey").replaceFirst("\\{", "{\"Id\":\"ID\",");
    int free = 32 * 1024 - room.length() + 2;
    String full = room.replace("\"ID\"", "\"" + "x".repeat(free) + "\"");
    assertThat(code(() -> kms.createKey(k -> k.policy(full)))).isEqualTo("OK");
    String tooLong = room.replace("\"ID\"", "\"" + "x".repeat(free - 1) + "ü\"");
    assertThat(tooLong).hasSize(full.length());
    assertThat(code(() -> kms.createKey(k -> k.policy(tooLong))))
        .isEqualTo("LimitExceededException");
  }

  @Test
  @DisplayName("with a lag, reads show a new key and a new policy late, and then a while not again")
  void eventualConsistency() {
    services.kms.faults().lag(1, 2);
    String key = keyFor(admin.arn(), "kms:DescribeKey");
    assertThat(code(() -> shown(key))).isEqualTo("OK");
    assertThat(code(() -> shown(key))).isEqualTo("NotFoundException");
    assertThat(code(() -> kms.describeKey(d -> d.keyId(key)))).isEqualTo("NotFoundException");
    assertThat(code(() -> shown(key))).isEqualTo("OK");

    String changed = policy(admin.arn(), "kms:ListGrants");
    kms.putKeyPolicy(p -> p.keyId(key).policy(changed));
    assertThat(shown(key)).isEqualTo(changed);
    assertThat(shown(key)).isEqualTo(policy(admin.arn(), "kms:DescribeKey"));
    assertThat(shown(key)).isEqualTo(policy(admin.arn(), "kms:DescribeKey"));
    assertThat(shown(key)).isEqualTo(changed);
    assertThat(shown(key)).isEqualTo(changed);
  }
}
