package dev.sealedbid.local.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.local.front.LocalServices;
import dev.sealedbid.local.hypervisor.UnsignedEmulation;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.Tag;

/** The operations and their errors, asked by the real client. */
class KmsApiTest {
  private static final Map<String, String> CONTEXT = Map.of("a", "1", "b", "2");
  private static final SdkBytes PLAIN = SdkBytes.fromUtf8String("canary-plaintext");

  @TempDir private static Path folder;
  private static LocalServices services;
  private static AccessKey admin;
  private static AccessKey nobody;
  private static KmsClient kms;

  @BeforeAll
  static void start() throws Exception {
    services = new LocalServices(folder);
    admin = services.iam.createUser("111111111101", "admin", LocalIam.ADMINISTRATOR_ACCESS);
    nobody = services.iam.createUser("111111111101", "nobody");
    kms = services.kms(admin);
  }

  @AfterAll
  static void stop() {
    services.close();
  }

  @AfterEach
  void noFaultLeft() {
    services.kms.faults().clear();
  }

  @Test
  void encryptsAndDecryptsUnderTheContext() {
    String key = newKey();
    SdkBytes blob = encrypt(key);
    var opened = kms.decrypt(d -> d.ciphertextBlob(blob).encryptionContext(CONTEXT));
    assertThat(opened.plaintext()).isEqualTo(PLAIN);
    assertThat(opened.keyId()).isEqualTo(key);
    assertThat(code(() -> kms.decrypt(d -> d.ciphertextBlob(blob))))
        .isEqualTo("InvalidCiphertextException");
    assertThat(
            code(
                () ->
                    kms.decrypt(
                        d -> d.ciphertextBlob(blob).encryptionContext(Map.of("a", "12", "b", "")))))
        .isEqualTo("InvalidCiphertextException");
    assertThat(services.trail.records("111111111101").toString()).doesNotContain("canary");
  }

  @Test
  @DisplayName("keys are listed in pages, with Limit, Marker and NextMarker")
  void listKeysInPages() throws Exception {
    AccessKey other =
        services.iam.createUser("111111111177", "lister", LocalIam.ADMINISTRATOR_ACCESS);
    try (KmsClient lister = services.kms(other)) {
      List<String> made = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        made.add(lister.createKey().keyMetadata().arn());
      }
      var first = lister.listKeys(r -> r.limit(2));
      assertThat(first.keys()).hasSize(2);
      assertThat(first.truncated()).isTrue();
      assertThat(lister.listKeys(r -> r.limit(2).marker(first.nextMarker())).keys())
          .isNotEqualTo(first.keys())
          .hasSize(2);
      assertThat(lister.listKeysPaginator(r -> r.limit(2)).keys().stream().map(k -> k.keyArn()))
          .containsExactlyInAnyOrderElementsOf(made);
      assertThat(lister.listKeys().truncated()).isFalse();
      assertThat(code(() -> lister.listKeys(r -> r.limit(1001)))).isEqualTo("ValidationException");
      assertThat(code(() -> lister.listKeys(r -> r.marker("x"))))
          .isEqualTo("InvalidMarkerException");
    }
  }

  @Test
  @DisplayName("tags: put, replaced, listed, taken off; policies decide; aws: is reserved")
  void tags() {
    String key = newKey();
    kms.tagResource(r -> r.keyId(key).tags(tag("a", "1"), tag("b", "2")));
    kms.tagResource(r -> r.keyId(key).tags(tag("a", "3")));
    assertThat(kms.listResourceTags(r -> r.keyId(key)).tags())
        .containsExactlyInAnyOrder(tag("a", "3"), tag("b", "2"));
    kms.untagResource(r -> r.keyId(key).tagKeys("a"));
    assertThat(kms.listResourceTags(r -> r.keyId(key)).tags()).containsExactly(tag("b", "2"));
    assertThat(code(() -> kms.tagResource(r -> r.keyId(key).tags(tag("aws:x", "1")))))
        .isEqualTo("TagException");
    try (KmsClient none = services.kms(nobody)) {
      assertThat(code(() -> none.listResourceTags(r -> r.keyId(key))))
          .isEqualTo("AccessDeniedException");
      assertThat(code(() -> none.tagResource(r -> r.keyId(key).tags(tag("a", "1")))))
          .isEqualTo("AccessDeniedException");
      assertThat(code(none::listKeys)).isEqualTo("AccessDeniedException");
    }
  }

  @Test
  @DisplayName("RSA keys: GetPublicKey, OAEP both ways, and nothing that is for symmetric keys")
  void rsa() throws Exception {
    String key =
        kms.createKey(r -> r.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
            .keyMetadata()
            .arn();
    var half = kms.getPublicKey(r -> r.keyId(key));
    assertThat(half.keySpec()).isEqualTo(KeySpec.RSA_2048);
    assertThat(half.encryptionAlgorithms()).contains(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(half.publicKey().asByteArray())),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    byte[] blob = cipher.doFinal(PLAIN.asByteArray());
    assertThat(oaep(key, blob).plaintext()).isEqualTo(PLAIN);
    blob[7] ^= 1;
    assertThat(code(() -> oaep(key, blob))).isEqualTo("InvalidCiphertextException");
    assertThat(code(() -> kms.generateDataKey(r -> r.keyId(key).keySpec("AES_256"))))
        .isEqualTo("InvalidKeyUsageException");
    assertThat(code(() -> kms.encrypt(r -> r.keyId(key).plaintext(PLAIN))))
        .isEqualTo("InvalidKeyUsageException");
    assertThat(code(() -> kms.getPublicKey(r -> r.keyId(newKey()))))
        .isEqualTo("InvalidKeyUsageException");
    try (KmsClient none = services.kms(nobody)) {
      assertThat(code(() -> none.getPublicKey(r -> r.keyId(key))))
          .isEqualTo("AccessDeniedException");
    }
  }

  private static DecryptResponse oaep(String key, byte[] blob) {
    return kms.decrypt(
        r ->
            r.keyId(key)
                .ciphertextBlob(SdkBytes.fromByteArray(blob))
                .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256));
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().tagKey(key).tagValue(value).build();
  }

  @Test
  @DisplayName("every single changed bit of a ciphertext is refused")
  void changedCiphertext() {
    String key = newKey();
    byte[] blob = encrypt(key).asByteArray();
    for (int i = 0; i < blob.length; i++) {
      byte[] changed = blob.clone();
      changed[i] ^= 1;
      boolean inKeyId = i >= 4 && i < 20;
      assertThat(
              code(
                  () ->
                      kms.decrypt(
                          d ->
                              d.keyId(key)
                                  .ciphertextBlob(SdkBytes.fromByteArray(changed))
                                  .encryptionContext(CONTEXT))))
          .as("byte %d", i)
          .isEqualTo(inKeyId ? "IncorrectKeyException" : "InvalidCiphertextException");
    }
  }

  @Test
  void incorrectKey() {
    SdkBytes blob = encrypt(newKey());
    String other = newKey();
    assertThat(
            code(
                () ->
                    kms.decrypt(
                        d -> d.keyId(other).ciphertextBlob(blob).encryptionContext(CONTEXT))))
        .isEqualTo("IncorrectKeyException");
  }

  @Test
  void reEncrypts() {
    SdkBytes blob = encrypt(newKey());
    String to = newKey();
    SdkBytes again =
        kms.reEncrypt(
                r -> r.ciphertextBlob(blob).sourceEncryptionContext(CONTEXT).destinationKeyId(to))
            .ciphertextBlob();
    assertThat(kms.decrypt(d -> d.keyId(to).ciphertextBlob(again)).plaintext()).isEqualTo(PLAIN);
  }

  @Test
  void generatesDataKeys() {
    String key = newKey();
    var generated = kms.generateDataKey(g -> g.keyId(key).keySpec("AES_256"));
    assertThat(generated.plaintext().asByteArray()).hasSize(32);
    assertThat(kms.decrypt(d -> d.ciphertextBlob(generated.ciphertextBlob())).plaintext())
        .isEqualTo(generated.plaintext());
    assertThat(code(() -> kms.generateDataKey(g -> g.keyId(key)))).isEqualTo("ValidationException");
    assertThat(code(() -> kms.generateDataKey(g -> g.keyId(key).numberOfBytes(1025))))
        .isEqualTo("ValidationException");
  }

  @Test
  void bounds() {
    String key = newKey();
    assertThat(
            code(
                () ->
                    kms.encrypt(
                        e -> e.keyId(key).plaintext(SdkBytes.fromByteArray(new byte[4097])))))
        .isEqualTo("ValidationException");
    assertThat(
            code(() -> kms.decrypt(d -> d.ciphertextBlob(SdkBytes.fromByteArray(new byte[6145])))))
        .isEqualTo("ValidationException");
    assertThat(
            code(
                () ->
                    kms.encrypt(
                        e ->
                            e.keyId(key)
                                .plaintext(PLAIN)
                                .encryptionContext(Map.of("k", "v".repeat(8192))))))
        .isEqualTo("ValidationException");
    assertThat(code(() -> kms.putKeyPolicy(p -> p.keyId(key).policy("{" + " ".repeat(32768)))))
        .isEqualTo("LimitExceededException");
  }

  @Test
  void keysThatArent() {
    String key = newKey();
    assertThat(code(() -> kms.describeKey(d -> d.keyId("11111111-2222-3333-4444-555555555555"))))
        .isEqualTo("NotFoundException");
    assertThat(code(() -> kms.describeKey(d -> d.keyId("alias/x")))).isEqualTo("NotFoundException");
    assertThat(code(() -> kms.describeKey(d -> d.keyId("x")))).isEqualTo("NotFoundException");
    assertThat(code(() -> kms.describeKey(d -> d.keyId("arn:aws:s3:::x"))))
        .isEqualTo("InvalidArnException");
    try (KmsClient elsewhere = services.kms(LocalServices.of(admin), Region.US_EAST_1)) {
      assertThat(code(() -> elsewhere.describeKey(d -> d.keyId(key))))
          .isEqualTo("NotFoundException");
    }
    assertThat(code(() -> kms.createKey(c -> c.keySpec(KeySpec.ECC_NIST_P256))))
        .isEqualTo("UnsupportedOperationException");
  }

  @Test
  void states() {
    String key = newKey();
    SdkBytes blob = encrypt(key);
    kms.disableKey(d -> d.keyId(key));
    assertThat(message(() -> kms.decrypt(d -> d.ciphertextBlob(blob))))
        .contains(key + " is disabled.");
    kms.enableKey(e -> e.keyId(key));
    kms.scheduleKeyDeletion(s -> s.keyId(key).pendingWindowInDays(7));
    assertThat(kms.describeKey(d -> d.keyId(key)).keyMetadata().keyState())
        .isEqualTo(KeyState.PENDING_DELETION);
    assertThat(message(() -> encrypt(key))).contains(key + " is pending deletion.");
    assertThat(code(() -> kms.enableKey(e -> e.keyId(key)))).isEqualTo("KMSInvalidStateException");
    kms.cancelKeyDeletion(c -> c.keyId(key));
    assertThat(kms.describeKey(d -> d.keyId(key)).keyMetadata().keyState())
        .isEqualTo(KeyState.DISABLED);
    assertThat(code(() -> kms.cancelKeyDeletion(c -> c.keyId(key))))
        .isEqualTo("KMSInvalidStateException");
    assertThat(code(() -> kms.scheduleKeyDeletion(s -> s.keyId(key).pendingWindowInDays(6))))
        .isEqualTo("ValidationException");
  }

  @Test
  void policies() {
    String key = newKey();
    String before = kms.getKeyPolicy(g -> g.keyId(key)).policy();
    assertThat(before).contains("arn:aws:iam::111111111101:root");
    assertThat(kms.listKeyPolicies(l -> l.keyId(key)).policyNames()).containsExactly("default");
    String lockout = before.replace("kms:*", "kms:Decrypt");
    assertThat(message(() -> kms.putKeyPolicy(p -> p.keyId(key).policy(lockout))))
        .contains("will not allow you to update the key policy in the future");
    assertThat(
            message(
                () ->
                    kms.putKeyPolicy(
                        p -> p.keyId(key).policy(before.replace(":root", ":user/ghost")))))
        .contains("invalid principals");
    assertThat(code(() -> kms.putKeyPolicy(p -> p.keyId(key).policy("{}"))))
        .isEqualTo("MalformedPolicyDocumentException");
    kms.putKeyPolicy(p -> p.keyId(key).policy(lockout).bypassPolicyLockoutSafetyCheck(true));
    assertThat(code(() -> kms.getKeyPolicy(g -> g.keyId(key)))).isEqualTo("AccessDeniedException");
  }

  @Test
  void whoMayWhat() {
    String key = newKey();
    KmsClient powerless = services.kms(nobody);
    assertThat(message(() -> powerless.describeKey(d -> d.keyId(key))))
        .contains(
            "User: "
                + nobody.arn()
                + " is not authorized to perform: kms:DescribeKey on resource: "
                + key
                + " because no identity-based policy allows the kms:DescribeKey action");
    assertThat(code(powerless::createKey)).isEqualTo("AccessDeniedException");
    AccessKey foreign =
        services.iam.createUser("222222222222", "foreign", LocalIam.ADMINISTRATOR_ACCESS);
    assertThat(code(() -> services.kms(foreign).putKeyPolicy(p -> p.keyId(key).policy("{}"))))
        .isEqualTo("AccessDeniedException");
    assertThat(message(() -> services.kms(foreign).decrypt(d -> d.ciphertextBlob(encrypt(key)))))
        .contains("on the resource associated with this ciphertext");
  }

  @Test
  void grants() {
    String key = newKey();
    KmsClient grantee = services.kms(nobody);
    var grant =
        kms.createGrant(
            g ->
                g.keyId(key)
                    .granteePrincipal(nobody.arn())
                    .operations(GrantOperation.ENCRYPT, GrantOperation.RETIRE_GRANT)
                    .constraints(c -> c.encryptionContextSubset(Map.of("a", "1"))));
    assertThat(
            grantee.encrypt(e -> e.keyId(key).plaintext(PLAIN).encryptionContext(CONTEXT)).keyId())
        .isEqualTo(key);
    assertThat(code(() -> grantee.encrypt(e -> e.keyId(key).plaintext(PLAIN))))
        .isEqualTo("AccessDeniedException");
    assertThat(
            code(
                () ->
                    grantee.decrypt(
                        d -> d.ciphertextBlob(encrypt(key)).encryptionContext(CONTEXT))))
        .isEqualTo("AccessDeniedException");
    assertThat(kms.listGrants(l -> l.keyId(key)).grants()).hasSize(1);
    grantee.retireGrant(r -> r.keyId(key).grantId(grant.grantId()));
    assertThat(kms.listGrants(l -> l.keyId(key)).grants()).isEmpty();
    assertThat(
            code(
                () ->
                    grantee.encrypt(e -> e.keyId(key).plaintext(PLAIN).encryptionContext(CONTEXT))))
        .isEqualTo("AccessDeniedException");
    assertThat(code(() -> kms.revokeGrant(r -> r.keyId(key).grantId(grant.grantId()))))
        .isEqualTo("NotFoundException");
  }

  @Test
  void faultsStrikeOnceEach() {
    services.kms.faults().throttle("ListKeys", 1);
    services.kms.faults().failInternally("ListKeys", 1);
    assertThat(code(kms::listKeys)).isEqualTo("ThrottlingException");
    KmsException internal = catchThrowableOfType(KmsException.class, kms::listKeys);
    assertThat(internal.statusCode()).isEqualTo(500);
    assertThat(kms.listKeys().keys()).isNotNull();
  }

  @ParameterizedTest(name = "a document of {0} s before now is refused")
  @ValueSource(longs = {301, -61})
  void staleDocuments(long secondsBefore) throws Exception {
    try (RecipientKey key = RecipientKey.generate(new SecureRandom())) {
      Map<Integer, byte[]> pcrs = new TreeMap<>();
      for (int i = 0; i < 3; i++) {
        pcrs.put(i, "x".repeat(48).getBytes(StandardCharsets.UTF_8));
      }
      byte[] document =
          services.hypervisor.signDocument(
              Pcrs.of(pcrs), AttestationRequest.ofPublicKey(key.subjectPublicKeyInfo()));
      RecipientVerifier verifier =
          new AttestedRecipients(
              TrustedRoot.ofCertificateDer(services.hypervisor.rootCertificate()));
      Instant now = Instant.now();
      assertThat(verifier.verify(document, now).pcrs()).containsKeys(0, 1, 2);
      assertThat(
              catchThrowableOfType(
                  RecipientRefusedException.class,
                  () -> verifier.verify(document, now.plus(Duration.ofSeconds(secondsBefore)))))
          .isNotNull();
    }
  }

  @Nested
  @DisplayName("told to accept an emulator's unsigned documents, KMS")
  class UnsignedEmulator {
    private final RecipientVerifier verifier = accepting();
    private final Pcrs pcrs =
        Pcrs.of(Map.of(0, new byte[48], 1, filled(1), 2, filled(2), 3, filled(3)));

    @Test
    void believesWhatTheySayOfPcrs() throws Exception {
      Pcrs right = Pcrs.of(Map.of(0, filled(9), 1, filled(1), 2, filled(2), 3, filled(3)));
      VerifiedRecipient recipient = verifier.verify(unsigned(right), Instant.now());
      assertThat(recipient.pcrs()).containsEntry(0, right.hex(0)).containsEntry(3, right.hex(3));
    }

    @Test
    void stillBelievesSignedOnes() throws Exception {
      Pcrs right = Pcrs.of(Map.of(0, filled(9), 1, filled(1), 2, filled(2)));
      assertThat(verifier.verify(signed(right), Instant.now()).pcrs())
          .containsEntry(0, right.hex(0));
    }

    @Test
    void refusesDebugMode() {
      assertThat(refusalOf(unsigned(pcrs), Instant.now())).hasMessageContaining("PCR0");
    }

    @Test
    void refusesStaleOnes() {
      Pcrs right = Pcrs.of(Map.of(0, filled(9), 1, filled(1), 2, filled(2)));
      assertThat(refusalOf(unsigned(right), Instant.now().plusSeconds(301)))
          .hasMessageContaining("five minutes");
    }

    @Test
    void refusesThoseWithAnotherSignature() {
      Pcrs right = Pcrs.of(Map.of(0, filled(9), 1, filled(1), 2, filled(2)));
      byte[] document = unsigned(right);
      document[document.length - 1] = 1;
      assertThat(refusalOf(document, Instant.now())).hasMessageContaining("protected header");
    }

    private RecipientRefusedException refusalOf(byte[] document, Instant now) {
      return catchThrowableOfType(
          RecipientRefusedException.class, () -> verifier.verify(document, now));
    }

    private byte[] unsigned(Pcrs measured) {
      return UnsignedEmulation.of(signed(measured));
    }

    private byte[] signed(Pcrs measured) {
      try (RecipientKey key = RecipientKey.generate(new SecureRandom())) {
        return services.hypervisor.signDocument(
            measured, AttestationRequest.ofPublicKey(key.subjectPublicKeyInfo()));
      }
    }

    private static byte[] filled(int value) {
      byte[] bytes = new byte[48];
      Arrays.fill(bytes, (byte) value);
      return bytes;
    }

    private static RecipientVerifier accepting() {
      try {
        return AttestedRecipients.acceptingUnsignedEmulation(
            TrustedRoot.ofCertificateDer(services.hypervisor.rootCertificate()));
      } catch (CertificateException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String newKey() {
    return kms.createKey().keyMetadata().arn();
  }

  private static SdkBytes encrypt(String key) {
    return kms.encrypt(e -> e.keyId(key).plaintext(PLAIN).encryptionContext(CONTEXT))
        .ciphertextBlob();
  }

  private static String code(Supplier<?> call) {
    return refusal(call).awsErrorDetails().errorCode();
  }

  private static String message(Supplier<?> call) {
    return String.valueOf(refusal(call).getMessage());
  }

  private static KmsException refusal(Supplier<?> call) {
    KmsException refusal = catchThrowableOfType(KmsException.class, call::get);
    assertThat(refusal).as("the call must be refused").isNotNull();
    return refusal;
  }
}
