package dev.sealedbid.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.buyer.Stage.Transcript;
import dev.sealedbid.buyer.key.Rereads;
import dev.sealedbid.buyer.policy.Pin;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kms.KmsClient;

/** The key's commands against a KMS that is late, forgets whom a policy names, or says no. */
@TestInstance(Lifecycle.PER_CLASS)
class KeyInKmsTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"AWS\":\"arn:aws:iam::999999999999:root\"},\"Action\":\"sts:AssumeRole\"}]}";

  private final List<Duration> naps = new ArrayList<>();
  private Stage stage;
  private ScriptedParent parent;
  private String auction = "";
  private String key = "";

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    stage = new Stage(directory);
    stage.pause(naps::add);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @BeforeEach
  void open() throws Exception {
    auction = "lakeside-" + NUMBER.incrementAndGet();
    key = created("buyer-1");
    parent = stage.parent(Stage.terms(auction, 120, key, created("buyer-2")), session('1'));
    naps.clear();
  }

  @AfterEach
  void close() {
    stage.aws().kms().faults().clear();
    parent.close();
  }

  private String created(String profile, String... more) {
    List<String> words = new ArrayList<>(List.of("key", "create", "--profile", profile));
    words.addAll(Arrays.asList(more));
    Transcript created = stage.run(words.toArray(String[]::new));
    assertThat(created.status()).as(created.err()).isZero();
    return created.out().strip();
  }

  private static SessionId session(char digit) {
    return SessionId.parse(String.valueOf(digit).repeat(64));
  }

  private String[] with(String profile, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(
        List.of(
            auction,
            "--parent",
            parent.uri().toString(),
            "--measurements",
            "measurements.json",
            "--root",
            "root.pem",
            "--profile",
            profile));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private Transcript closeKey(String... more) {
    List<String> words =
        new ArrayList<>(List.of("key", "close", key, "--yes", "--profile", "buyer-1"));
    words.addAll(Arrays.asList(more));
    return stage.run(words.toArray(String[]::new));
  }

  private KmsClient kms() {
    return stage.clients("buyer-1").kms("eu-west-1");
  }

  private String policyText() {
    return kms().getKeyPolicy(r -> r.keyId(key).policyName("default")).policy();
  }

  private SheetKeyPolicy policy() throws Exception {
    return SheetKeyPolicy.parse(policyText());
  }

  private void pin() {
    Transcript pinned = stage.run(with("buyer-1", "key pin"));
    assertThat(pinned.status()).as(pinned.err()).isZero();
  }

  private static void assertRefused(Transcript transcript, int status, String message) {
    assertThat(transcript.err()).contains("buyer-cli: error: ").contains(message);
    assertThat(transcript.status()).as(transcript.err()).isEqualTo(status);
    assertThat(transcript.err()).contains("buyer-cli: hint: ");
  }

  /** A user of buyer-1's account with a profile of its own. */
  private String user(String name) throws Exception {
    AccessKey user =
        stage.aws().iam().createUser("111111111101", name, LocalIam.ADMINISTRATOR_ACCESS);
    Files.writeString(
        stage.directory().resolve("config"),
        String.format(
            "%n[profile %s]%naws_access_key_id = %s%naws_secret_access_key = %s%n"
                + "region = eu-west-1%nservices = local%n",
            name, user.accessKeyId(), user.secretAccessKey()),
        StandardOpenOption.APPEND);
    return user.arn();
  }

  @Nested
  @DisplayName("KMS is eventually consistent")
  class Late {
    /** [K-6]. */
    @Test
    void createWaitsForTheKeyToShow() {
      stage.aws().kms().faults().lag(0, 4);
      Transcript created = stage.run("key", "create", "--profile", "buyer-1");
      assertThat(created.status()).as(created.err()).isZero();
      assertThat(created.out().strip()).startsWith("arn:aws:kms:");
      assertThat(naps)
          .containsExactly(
              Duration.ofMillis(250),
              Duration.ofMillis(500),
              Duration.ofSeconds(1),
              Duration.ofSeconds(2));
    }

    @Test
    void createTellsTheArnWhateverComes() {
      stage.aws().kms().faults().lag(0, 1000);
      Transcript created = stage.run("key", "create", "--profile", "buyer-1");
      assertRefused(created, 3, "doesn't show it yet");
      String arn = created.out().strip();
      assertThat(arn).startsWith("arn:aws:kms:");
      assertThat(created.err()).contains("make no other key", "buyer-cli key policy " + arn);
      assertThat(naps).hasSize(Rereads.AFTER_A_WRITE).contains(Duration.ofSeconds(10));

      stage.aws().kms().faults().lag(0, 1000);
      Transcript json = stage.run("key", "create", "--profile", "buyer-1", "--json");
      assertThat(json.status()).isEqualTo(3);
      assertThat(json.err()).contains("KMS has made key arn:aws:kms:");
    }

    @Test
    void createTellsTheArnIfTheReadBackIsRefused() {
      stage.aws().kms().faults().fail("GetKeyPolicy", 10, 400, "AccessDeniedException", "no");
      Transcript created = stage.run("key", "create", "--profile", "buyer-1");
      assertRefused(created, 1, "AccessDeniedException");
      assertThat(created.out().strip()).startsWith("arn:aws:kms:");
    }

    @Test
    void aPinWaitsForItsPolicyToShow() throws Exception {
      stage.aws().kms().faults().lag(0, 3);
      pin();
      assertThat(naps).hasSize(3);
      assertThat(policy().pin().map(Pin::sessionId)).contains(session('1'));
    }

    /** [K-6] [K-12]. */
    @Test
    void aPinThatNeverShowsIsNotBelievedAndNothingIsSealed() {
      stage.aws().kms().faults().lag(0, 1000);
      assertRefused(
          stage.run(with("buyer-1", "bid", "--none", "--yes")), 3, "isn't what was put there");
      assertThat(parent.box()).isEmpty();
    }

    /** [K-12]. */
    @Test
    void aStaleReadAfterAFreshOneIsReadAgain() throws Exception {
      stage.aws().kms().faults().lag(1, 3);
      Transcript bid = stage.run(with("buyer-1", "bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(naps).hasSize(3);
      assertThat(parent.box()).hasSize(1);
    }

    /** [K-12]. */
    @Test
    void oneThatStaysStaleIsRefused() {
      stage.aws().kms().faults().lag(1, 1000);
      assertRefused(
          stage.run(with("buyer-1", "bid", "--none", "--yes")), 1, "was moved while this command");
      assertThat(naps).hasSize(Rereads.STALE);
      assertThat(parent.box()).isEmpty();
    }

    @Test
    void aBidUnderAKeyThatIsHardlyKnown() throws Exception {
      stage.aws().kms().faults().lag(1, 3);
      key = created("buyer-1");
      parent.served = Stage.terms(auction, 120, key, created("buyer-2"));
      parent.opened = parent.served;
      naps.clear();
      Transcript bid = stage.run(with("buyer-1", "bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(naps).isNotEmpty();
      assertThat(policy().pin().map(Pin::sessionId)).contains(session('1'));
    }

    @Test
    void aKeyThatIsNotThereIsSaidToBeNone() {
      String none =
          key.substring(0, key.lastIndexOf('/')) + "/00000000-0000-4000-8000-000000000009";
      assertRefused(
          stage.run("key", "policy", none, "--profile", "buyer-1"), 1, "NotFoundException");
      assertThat(naps).hasSize(Rereads.UNKNOWN);
    }

    @Test
    void closingWaits() throws Exception {
      pin();
      naps.clear();
      stage.aws().kms().faults().lag(0, 2);
      assertThat(closeKey().status()).isZero();
      assertThat(naps).hasSize(2);
      assertThat(policy().pin()).isEmpty();
    }
  }

  @Nested
  @DisplayName("somebody whom the policy names was deleted [K-13]")
  class Dead {
    @AfterEach
    void theRoleIsBack() {
      stage.aws().iam().createRole(Stage.ROLE, TRUST, Map.of());
    }

    @Test
    void theDecryptRoleIsNamedAsDeletedAndTheKeyCanBeClosed() throws Exception {
      pin();
      stage.aws().iam().deleteRole(Stage.ROLE);
      Transcript looked = stage.run("key", "policy", key, "--profile", "buyer-1");
      assertThat(looked.status()).as(looked.err()).isZero();
      assertThat(looked.out()).contains("AROA");
      assertThat(looked.err()).contains("was deleted in IAM").contains("pinned to session 1111");
      Transcript closed = closeKey();
      assertThat(closed.status()).as(closed.err()).isZero();
      assertThat(policy().pin()).isEmpty();
      assertThat(policy().earlier()).containsExactly(session('1'));
    }

    @Test
    void aRoleMadeAgainIsPinnedAnewInTheSameSession() throws Exception {
      pin();
      stage.aws().iam().createRole(Stage.ROLE, TRUST, Map.of());
      assertThat(policy().pin().orElseThrow().isOfDeletedRole()).isTrue();
      Transcript bid = stage.run(with("buyer-1", "bid", "--none", "--yes"));
      assertThat(bid.status()).as(bid.err()).isZero();
      assertThat(policy().pin().map(Pin::decryptRole)).contains(Stage.ROLE);
      assertThat(policy().earlier()).isEmpty();
    }

    @Test
    void aRoleThatIsStillGoneIsRefusedWithWhatToDo() {
      stage.aws().iam().deleteRole(Stage.ROLE);
      Transcript pinned = stage.run(with("buyer-1", "key pin"));
      assertRefused(pinned, 1, "MalformedPolicyDocumentException");
      assertThat(pinned.err()).contains("must exist").contains("decryptRole");
    }

    @Test
    void withADeadSealerNothingIsSealedAndTheKeyCanBeClosed() throws Exception {
      String sealer = user("sealer-" + NUMBER.get());
      key = created("buyer-1", "--sealer", sealer);
      parent.served = Stage.terms(auction, 120, key, created("buyer-2"));
      parent.opened = parent.served;
      pin();
      stage.aws().iam().deleteUser(sealer);
      for (String command : List.of("key pin", "bid --none --yes")) {
        assertRefused(
            stage.run(with("buyer-1", command.split(" --", 2)[0].strip(), rest(command))),
            3,
            "its sealing principal was deleted in IAM");
      }
      assertThat(parent.box()).isEmpty();
      Transcript looked = stage.run("key", "policy", key, "--profile", "buyer-1");
      assertThat(looked.status()).isEqualTo(3);
      assertThat(looked.err()).contains("its sealing principal was deleted", "key close");
      Transcript closed = closeKey();
      assertThat(closed.status()).as(closed.err()).isZero();
      assertThat(closed.err()).contains("the admin is that, too");
      assertThat(policy().pin()).isEmpty();
      assertThat(policy().holders().sealer()).isEqualTo(policy().holders().admin());
      assertThat(policy().earlier()).containsExactly(session('1'));
    }

    private String[] rest(String command) {
      int at = command.indexOf(" --");
      return at < 0 ? new String[0] : command.substring(at + 1).split(" ", -1);
    }

    @Test
    void anUnpinnedKeyWithADeadAdminIsClosedAlready() throws Exception {
      String admin = user("gone-" + NUMBER.get());
      key = created(admin.substring(admin.indexOf('/') + 1));
      stage.aws().iam().deleteUser(admin);
      assertThat(closeKey("--json").out()).contains("\"changed\" : false");
    }

    @Test
    void withADeadAdminNobodyCanCloseItAndTheMessageSaysSo() throws Exception {
      String admin = user("admin-" + NUMBER.get());
      String name = admin.substring(admin.indexOf('/') + 1);
      key = created(name, "--sealer", "arn:aws:iam::111111111101:user/buyer-1");
      parent.served = Stage.terms(auction, 120, key, created("buyer-2"));
      parent.opened = parent.served;
      Transcript fresh = closeKey();
      assertThat(fresh.status()).as(fresh.err()).isZero();
      Transcript pinned = stage.run(with(name, "key pin"));
      assertThat(pinned.status()).as(pinned.err()).isZero();
      stage.aws().iam().deleteUser(admin);
      assertRefused(closeKey(), 1, "its admin was deleted in IAM");
      assertThat(closeKey("--force").err()).contains("only AWS Support");
    }
  }

  @Nested
  @DisplayName("the emergency brake on any policy [K-9]")
  class Brake {
    private static final String ANY =
        "{\"Version\":\"2012-10-17\",\"Id\":\"key-default-1\",\"Statement\":[{\"Sid\":\"All\","
            + "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111101:root\"},"
            + "\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";

    @BeforeEach
    void aForeignPolicy() {
      kms().putKeyPolicy(r -> r.keyId(key).policyName("default").policy(ANY));
    }

    @Test
    void isNotPulledUnasked() {
      assertRefused(closeKey(), 3, "isn't a sheet key's");
      assertThat(closeKey().err()).contains("key close --force " + key);
      assertThat(policyText()).isEqualTo(ANY);
    }

    @Test
    void asksAPerson() {
      Transcript no = stage.answer("no\n", "key", "close", key, "--force", "--profile", "buyer-1");
      assertThat(no.status()).isEqualTo(1);
      assertThat(policyText()).isEqualTo(ANY);
    }

    @Test
    void deniesEverybodyAndTwiceIsOnce() {
      var sealed =
          kms()
              .encrypt(
                  r ->
                      r.keyId(key)
                          .plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x")));
      assertThat(kms().decrypt(r -> r.ciphertextBlob(sealed.ciphertextBlob())).plaintext())
          .isNotNull();
      Transcript closed = closeKey("--force");
      assertThat(closed.status()).as(closed.err()).isZero();
      assertThat(closed.err()).contains("EmergencyBrake");
      assertThatThrownBy(() -> kms().decrypt(r -> r.ciphertextBlob(sealed.ciphertextBlob())))
          .hasMessageContaining("explicit");
      String after = policyText();
      assertThat(closeKey("--force", "--json").out()).contains("\"changed\" : false");
      assertThat(policyText()).isEqualTo(after);
      assertRefused(stage.run(with("buyer-1", "bid", "--none", "--yes")), 3, "isn't a sheet key's");
    }

    @Test
    void aSheetKeyIsClosedAsEver() throws Exception {
      key = created("buyer-1");
      Transcript closed = closeKey("--force");
      assertThat(closed.status()).isZero();
      assertThat(policy().pin()).isEmpty();
    }
  }

  @Nested
  @DisplayName("KMS's lockout safety check")
  class Lockout {
    private static final String OTHER = "arn:aws:iam::111111111101:user/buyer-1-sealer";

    @Test
    void anotherAdminNeedsTheOption() {
      Transcript refused = stage.run("key", "create", "--profile", "buyer-1", "--admin", OTHER);
      assertRefused(refused, 1, "MalformedPolicyDocumentException");
      assertThat(refused.err()).contains("--bypass-policy-lockout-safety-check");
      assertThat(refused.out()).isEmpty();
      key = created("buyer-1", "--admin", OTHER, "--bypass-policy-lockout-safety-check");
      assertThat(policyText()).contains(OTHER);
      String text = policyText();
      assertThatThrownBy(
              () -> kms().putKeyPolicy(r -> r.keyId(key).policyName("default").policy(text)))
          .hasMessageContaining("no resource-based policy allows the kms:PutKeyPolicy");
    }

    @Test
    void noKeyBypassesItUnasked() {
      String made = created("buyer-1");
      List<String> records =
          stage.aws().trail().records("111111111101").stream()
              .filter(r -> r.contains("CreateKey"))
              .toList();
      assertThat(made).isNotEmpty();
      assertThat(records).isNotEmpty();
      assertThat(records.get(records.size() - 1))
          .doesNotContain("\"bypassPolicyLockoutSafetyCheck\":true");
    }
  }

  @Test
  @DisplayName("a full policy is refused before KMS is asked, and the key can be closed [K-5]")
  void aFullPolicy() throws Exception {
    pin();
    SheetKeyPolicy full = policy();
    List<SessionId> earlier = new ArrayList<>();
    for (int i = 100; ; i++) {
      earlier.add(SessionId.parse(String.format("%064x", i)));
      SheetKeyPolicy next =
          new SheetKeyPolicy(
              full.holders(), full.auctionId(), full.pin(), earlier, full.unsettled());
      if (next.json().length() > SheetKeyPolicy.MAX_LENGTH) {
        break;
      }
      full = next;
    }
    String text = full.json();
    kms().putKeyPolicy(r -> r.keyId(key).policyName("default").policy(text));
    parent.session = session('2');
    Transcript refused = stage.run(with("buyer-1", "key pin"));
    assertRefused(refused, 1, "is full: it would have ");
    assertThat(refused.err()).contains("key close");
    assertThat(policyText()).isEqualTo(text);
    assertThat(closeKey().status()).isZero();
    assertThat(policy().pin()).isEqualTo(Optional.empty());
  }
}
