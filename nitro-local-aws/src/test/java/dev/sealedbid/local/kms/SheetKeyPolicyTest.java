package dev.sealedbid.local.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.local.front.LocalServices;
import dev.sealedbid.local.hypervisor.UnsignedEmulation;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.kms.CiphertextForRecipientException;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.RecipientInfo;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The key policy of a pinned sheet key against everybody who would open or make a sheet. */
class SheetKeyPolicyTest {
  private static final String BUYER_ACCOUNT = "111111111101";
  private static final String AUCTIONEER_ACCOUNT = "999999999999";
  private static final String PARENT = "arn:aws:iam::999999999999:role/auctioneer-parent";
  private static final String ROLE = "arn:aws:iam::999999999999:role/auctioneer-decrypt";
  private static final String SESSION = "5e".repeat(32);
  private static final Map<String, String> CONTEXT =
      Map.of(
          "purpose", "sheet",
          "auction-id", "riverside",
          "session-id", SESSION,
          "terms-sha384", "7e".repeat(48),
          "buyer-id", "buyer-1",
          "revision", "1795248000000");

  @TempDir private static Path folder;
  private static LocalServices services;
  private static RecipientKey recipient;
  private static AccessKey admin;
  private static AccessKey sealer;
  private static KmsClient enclave;
  private String keyArn;
  private SdkBytes sealed;
  private byte[] dataKey;

  @BeforeAll
  static void start() throws Exception {
    services = new LocalServices(folder);
    recipient = RecipientKey.generate(new SecureRandom());
    admin = services.iam.createUser(BUYER_ACCOUNT, "admin", LocalIam.ADMINISTRATOR_ACCESS);
    sealer = services.iam.createUser(BUYER_ACCOUNT, "sealer");
    services.iam.createRole(PARENT, trust("'Service':'ec2.amazonaws.com'"), allow("sts:*"));
    services.iam.createRole(ROLE, trust("'AWS':'" + PARENT + "'"), allow("kms:*"));
    enclave = services.kms(decryptSession(SESSION));
  }

  @BeforeEach
  void seal() {
    keyArn =
        services
            .kms(admin)
            .createKey(k -> k.policy(policy(-60, 3600)).bypassPolicyLockoutSafetyCheck(false))
            .keyMetadata()
            .arn();
    var generated =
        services
            .kms(sealer)
            .generateDataKey(g -> g.keyId(keyArn).numberOfBytes(32).encryptionContext(CONTEXT));
    sealed = generated.ciphertextBlob();
    dataKey = generated.plaintext().asByteArray();
  }

  @AfterAll
  static void stop() {
    recipient.close();
    services.close();
  }

  @Test
  @DisplayName("the right enclave opens, the answer is wrapped to it, and the trail shows it")
  void theEnclaveOpens() throws CiphertextForRecipientException {
    DecryptResponse opened = enclave.decrypt(attested(pcrs(), CONTEXT));
    assertThat(opened.plaintext()).isNull();
    assertThat(opened.keyId()).isEqualTo(keyArn);
    assertThat(recipient.unwrap(opened.ciphertextForRecipient().asByteArray())).isEqualTo(dataKey);
    String record = lastRecord(BUYER_ACCOUNT);
    assertThat(record)
        .contains("\"eventName\":\"Decrypt\"", "\"session-id\":\"" + SESSION + "\"")
        .contains("\"type\":\"AWSAccount\"", "\"accountId\":\"999999999999\"", "sharedEventID")
        .contains("attestationDocumentEnclaveImageDigest", "attestationDocumentEnclavePCR3")
        .doesNotContain("auctioneer-decrypt");
    assertThat(lastRecord(AUCTIONEER_ACCOUNT))
        .contains("\"arn\":\"arn:aws:sts::999999999999:assumed-role/auctioneer-decrypt/round\"");
  }

  @Nested
  @DisplayName("G1 the auctioneer")
  class Auctioneer {
    @Test
    void withoutAttestation() {
      assertExplicitDeny(enclave, unattested(CONTEXT));
    }

    @Test
    void withDocumentOfAnotherRoot() throws IOException, GeneralSecurityException {
      try (LocalServices elsewhere =
          new LocalServices(Files.createDirectory(folder.resolve("elsewhere")))) {
        byte[] document =
            elsewhere.hypervisor.signDocument(
                pcrs(), AttestationRequest.ofPublicKey(recipient.subjectPublicKeyInfo()));
        assertRefused(enclave, with(document, CONTEXT), "ValidationException");
      }
    }

    @Test
    void withUnsignedDocumentOfAnEmulator() {
      byte[] document = UnsignedEmulation.of(document(pcrs()));
      assertRefused(enclave, with(document, CONTEXT), "ValidationException");
    }

    @Test
    void withGarbageForDocument() {
      assertRefused(enclave, with(new byte[] {1, 2, 3}, CONTEXT), "ValidationException");
    }

    @Test
    void withDocumentWithoutKey() {
      byte[] document = services.hypervisor.signDocument(pcrs(), AttestationRequest.empty());
      assertRefused(enclave, with(document, CONTEXT), "ValidationException");
    }

    @Test
    void withKeyOfAnotherSize() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(3072);
      byte[] key = generator.generateKeyPair().getPublic().getEncoded();
      byte[] document =
          services.hypervisor.signDocument(pcrs(), AttestationRequest.ofPublicKey(key));
      assertRefused(enclave, with(document, CONTEXT), "ValidationException");
    }

    @Test
    void itsParentRoleAndItsAdministrator() {
      AwsCredentials parent =
          LocalServices.of(services.iam.instanceCredentials(PARENT, "i-0123456789abcdef0"));
      assertAccessDenied(services.kms(parent), attested(pcrs(), CONTEXT));
      AccessKey boss =
          services.iam.createUser(AUCTIONEER_ACCOUNT, "boss-1", LocalIam.ADMINISTRATOR_ACCESS);
      assertAccessDenied(services.kms(boss), attested(pcrs(), CONTEXT));
      assertAccessDenied(
          services.kms(services.iam.createRootAccessKey(AUCTIONEER_ACCOUNT)),
          attested(pcrs(), CONTEXT));
    }

    @Test
    void reEncryptsToKeyOfItsOwn() {
      AccessKey boss =
          services.iam.createUser(AUCTIONEER_ACCOUNT, "boss-2", LocalIam.ADMINISTRATOR_ACCESS);
      String own = services.kms(boss).createKey().keyMetadata().arn();
      KmsException refusal =
          refusal(
              () ->
                  enclave.reEncrypt(
                      r ->
                          r.ciphertextBlob(sealed)
                              .sourceKeyId(keyArn)
                              .sourceEncryptionContext(CONTEXT)
                              .destinationKeyId(own)));
      assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
      assertThat(refusal.getMessage()).contains("kms:ReEncryptFrom", "explicit deny");
    }
  }

  @Nested
  @DisplayName("G2 other code, other makers of sheets")
  class OtherCode {
    @ParameterizedTest(name = "PCR{0} is another")
    @ValueSource(ints = {0, 1, 2, 3})
    void wrongPcr(int index) {
      assertExplicitDeny(enclave, attested(pcrs(index), CONTEXT));
    }

    @Test
    @DisplayName("each Deny alone holds: an Allow for everything else changes nothing")
    void denyIsWhatHolds() {
      String open =
          policy(-60, 3600)
              .replace(
                  "\"Statement\": [",
                  """
                  "Statement": [{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},\
                  """);
      services.kms(admin).putKeyPolicy(p -> p.keyId(keyArn).policy(open));
      assertExplicitDeny(services.kms(admin), unattested(CONTEXT));
      for (int index = 0; index < 4; index++) {
        assertExplicitDeny(services.kms(admin), attested(pcrs(index), CONTEXT));
      }
      assertThat(services.kms(admin).decrypt(attested(pcrs(), CONTEXT)).plaintext()).isNull();
    }

    @Test
    void nobodyButTheSealerSeals() {
      AccessKey root = services.iam.createRootAccessKey(BUYER_ACCOUNT);
      for (KmsClient other : new KmsClient[] {enclave, services.kms(admin), services.kms(root)}) {
        assertThat(
                refusal(
                        () ->
                            other.generateDataKey(
                                g -> g.keyId(keyArn).numberOfBytes(32).encryptionContext(CONTEXT)))
                    .getMessage())
            .contains("not authorized to perform: kms:GenerateDataKey");
        assertThat(
                refusal(
                        () ->
                            other.encrypt(
                                e ->
                                    e.keyId(keyArn)
                                        .plaintext(SdkBytes.fromUtf8String("x"))
                                        .encryptionContext(CONTEXT)))
                    .getMessage())
            .contains("not authorized to perform: kms:Encrypt");
      }
    }

    @Test
    void aKeyOfOnesOwnIsNoWayIn() {
      AccessKey boss =
          services.iam.createUser(AUCTIONEER_ACCOUNT, "boss-3", LocalIam.ADMINISTRATOR_ACCESS);
      KmsClient own = services.kms(boss);
      String ownKey = own.createKey().keyMetadata().arn();
      SdkBytes blob =
          own.encrypt(e -> e.keyId(ownKey).plaintext(SdkBytes.fromUtf8String("x")))
              .ciphertextBlob();
      KmsException refusal =
          refusal(() -> own.reEncrypt(r -> r.ciphertextBlob(blob).destinationKeyId(keyArn)));
      assertThat(refusal.getMessage()).contains("kms:ReEncryptTo");
    }

    @Test
    void theBuyersOwnRootMayNotOpen() {
      AccessKey root = services.iam.createRootAccessKey(BUYER_ACCOUNT);
      assertExplicitDeny(services.kms(root), unattested(CONTEXT));
      assertAccessDenied(services.kms(root), attested(pcrs(), CONTEXT));
      assertExplicitDeny(services.kms(sealer), unattested(CONTEXT));
    }

    @Test
    void noGrantIsMade() {
      assertThat(
              refusal(
                      () ->
                          services
                              .kms(admin)
                              .createGrant(
                                  g ->
                                      g.keyId(keyArn)
                                          .granteePrincipal(ROLE)
                                          .operations(GrantOperation.DECRYPT)))
                  .getMessage())
          .contains("kms:CreateGrant", "explicit deny");
    }

    @Test
    @DisplayName("a grant made before the pin doesn't get past the Deny statements")
    void grantMadeBefore() {
      KmsClient buyer = services.kms(admin);
      String key = buyer.createKey().keyMetadata().arn();
      AccessKey friend = services.iam.createUser(AUCTIONEER_ACCOUNT, "friend");
      buyer.createGrant(
          g ->
              g.keyId(key)
                  .granteePrincipal(friend.arn())
                  .operations(GrantOperation.DECRYPT, GrantOperation.GENERATE_DATA_KEY));
      SdkBytes blob =
          services
              .kms(friend)
              .generateDataKey(g -> g.keyId(key).numberOfBytes(32).encryptionContext(CONTEXT))
              .ciphertextBlob();
      DecryptRequest open =
          DecryptRequest.builder()
              .keyId(key)
              .ciphertextBlob(blob)
              .encryptionContext(CONTEXT)
              .build();
      assertThat(services.kms(friend).decrypt(open).plaintext().asByteArray()).hasSize(32);
      buyer.putKeyPolicy(p -> p.keyId(key).policy(policy(-60, 3600)));
      assertExplicitDeny(services.kms(friend), open);
    }
  }

  @Nested
  @DisplayName("G3 another place")
  class OtherPlace {
    @ParameterizedTest(name = "{0} is another")
    @ValueSource(strings = {"purpose", "auction-id", "session-id", "buyer-id"})
    void anotherValue(String name) {
      Map<String, String> context = new HashMap<>(CONTEXT);
      context.put(name, "another");
      assertAccessDenied(enclave, attested(pcrs(), context));
    }

    @ParameterizedTest(name = "{0} is missing")
    @ValueSource(strings = {"purpose", "auction-id", "session-id", "buyer-id"})
    void missing(String name) {
      Map<String, String> context = new HashMap<>(CONTEXT);
      context.remove(name);
      assertAccessDenied(enclave, attested(pcrs(), context));
    }

    @Test
    void noContextAtAll() {
      assertAccessDenied(enclave, attested(pcrs(), Map.of()));
    }

    @ParameterizedTest(name = "{0} is another: bound by the ciphertext")
    @ValueSource(strings = {"terms-sha384", "revision"})
    void boundByTheCiphertext(String name) {
      Map<String, String> context = new HashMap<>(CONTEXT);
      context.put(name, "another");
      assertRefused(enclave, attested(pcrs(), context), "InvalidCiphertextException");
    }

    @Test
    void keysThatDifferInCaseAlone() {
      Map<String, String> context = new LinkedHashMap<>(CONTEXT);
      context.put("Session-Id", SESSION);
      assertRefused(enclave, attested(pcrs(), context), "ValidationException");
    }

    @Test
    void sessionPolicyIsNarrower() {
      KmsClient other = services.kms(decryptSession("0f".repeat(32)));
      KmsException refusal = refusal(() -> other.decrypt(attested(pcrs(), CONTEXT)));
      assertThat(refusal.getMessage())
          .contains("because no session policy allows the kms:Decrypt action");
    }
  }

  @Nested
  @DisplayName("G5 outside the window")
  class Window {
    @Test
    void beforeClosing() {
      services.kms(admin).putKeyPolicy(p -> p.keyId(keyArn).policy(policy(60, 3600)));
      assertExplicitDeny(enclave, attested(pcrs(), CONTEXT));
    }

    @Test
    void afterResolveBy() {
      services.kms(admin).putKeyPolicy(p -> p.keyId(keyArn).policy(policy(-3600, -1)));
      assertExplicitDeny(enclave, attested(pcrs(), CONTEXT));
    }
  }

  @Test
  @DisplayName("authorisation comes before the key's state")
  void authorisationFirst() {
    services.kms(admin).disableKey(d -> d.keyId(keyArn));
    assertAccessDenied(enclave, unattested(CONTEXT));
    assertRefused(enclave, attested(pcrs(), CONTEXT), "DisabledException");
    services.kms(admin).scheduleKeyDeletion(d -> d.keyId(keyArn).pendingWindowInDays(7));
    assertAccessDenied(enclave, unattested(CONTEXT));
    assertRefused(enclave, attested(pcrs(), CONTEXT), "KMSInvalidStateException");
    services.kms.deleteKeyNow(keyArn);
    assertRefused(enclave, attested(pcrs(), CONTEXT), "NotFoundException");
  }

  private static AwsCredentials decryptSession(String sessionId) {
    AwsCredentials parent =
        LocalServices.of(services.iam.instanceCredentials(PARENT, "i-0123456789abcdef0"));
    String narrowed =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt",\
        "Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:session-id":"%s"}}}]}"""
            .formatted(sessionId);
    Credentials session =
        services
            .sts(parent)
            .assumeRole(
                a -> a.roleArn(ROLE).roleSessionName("round").durationSeconds(900).policy(narrowed))
            .credentials();
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private DecryptRequest unattested(Map<String, String> context) {
    return DecryptRequest.builder()
        .keyId(keyArn)
        .ciphertextBlob(sealed)
        .encryptionContext(context)
        .build();
  }

  private DecryptRequest attested(Pcrs pcrs, Map<String, String> context) {
    return with(document(pcrs), context);
  }

  private static byte[] document(Pcrs pcrs) {
    return services.hypervisor.signDocument(
        pcrs, AttestationRequest.ofPublicKey(recipient.subjectPublicKeyInfo()));
  }

  private DecryptRequest with(byte[] document, Map<String, String> context) {
    return unattested(context).toBuilder()
        .recipient(
            RecipientInfo.builder()
                .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
                .attestationDocument(SdkBytes.fromByteArray(document))
                .build())
        .build();
  }

  /** The right measurements, but for the named ones. */
  private static Pcrs pcrs(int... wrong) {
    Map<Integer, byte[]> values = new TreeMap<>();
    for (int index = 0; index < 16; index++) {
      byte[] value = new byte[48];
      Arrays.fill(value, (byte) (index + 1));
      values.put(index, value);
    }
    for (int index : wrong) {
      byte[] value = new byte[48];
      Arrays.fill(value, (byte) (index + 1));
      value[47] ^= 1;
      values.put(index, value);
    }
    return Pcrs.of(values);
  }

  private static String policy(long closesIn, long resolveIn) {
    Instant now = Instant.now();
    String text = fixture();
    for (int index = 0; index < 4; index++) {
      byte[] value = new byte[48];
      Arrays.fill(value, (byte) (index + 1));
      text = text.replace("@PCR" + index + "@", HexFormat.of().formatHex(value));
    }
    return text.replace("@ADMIN@", admin.arn())
        .replace("@SEALER@", sealer.arn())
        .replace("@ROLE@", ROLE)
        .replace("@AUCTION@", "riverside")
        .replace("@SESSION@", SESSION)
        .replace("@BUYER@", "buyer-1")
        .replace("@CLOSES@", now.plus(Duration.ofSeconds(closesIn)).toString())
        .replace("@RESOLVE_BY@", now.plus(Duration.ofSeconds(resolveIn)).toString());
  }

  private static String fixture() {
    try (InputStream in = SheetKeyPolicyTest.class.getResourceAsStream("sheet-key-policy.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String trust(String principal) {
    return """
        {"Statement":[{"Effect":"Allow","Principal":{%s},"Action":"sts:AssumeRole"}]}"""
        .formatted(principal.replace('\'', '"'));
  }

  private static Map<String, String> allow(String action) {
    return Map.of(
        "inline",
        """
        {"Statement":[{"Effect":"Allow","Action":"%s","Resource":"*"}]}"""
            .formatted(action));
  }

  private String lastRecord(String account) {
    var records = services.trail.records(account);
    return records.get(records.size() - 1);
  }

  private interface Call {
    Object run();
  }

  private static KmsException refusal(Call call) {
    KmsException refusal = catchThrowableOfType(KmsException.class, call::run);
    assertThat(refusal).as("the call must be refused").isNotNull();
    return refusal;
  }

  private static void assertRefused(KmsClient who, DecryptRequest request, String code) {
    KmsException refusal = refusal(() -> who.decrypt(request));
    assertThat(refusal.awsErrorDetails().errorCode()).as(refusal.getMessage()).isEqualTo(code);
  }

  private static void assertAccessDenied(KmsClient who, DecryptRequest request) {
    assertRefused(who, request, "AccessDeniedException");
  }

  private static void assertExplicitDeny(KmsClient who, DecryptRequest request) {
    KmsException refusal = refusal(() -> who.decrypt(request));
    assertThat(refusal.awsErrorDetails().errorCode())
        .as(refusal.getMessage())
        .isEqualTo("AccessDeniedException");
    assertThat(refusal.getMessage()).contains("with an explicit deny in a resource-based policy");
  }
}
