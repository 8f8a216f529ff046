package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.kms.AttestedDecryptException;
import dev.sealedbid.nitro.kms.AttestedKmsClient;
import dev.sealedbid.nitro.kms.RecipientAttestation;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NsmClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

/** What LocalStack answers an attested caller, and what our client makes of it. */
@OnLocalStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("LocalStack's answers to a Recipient")
class RecipientAnswersIT {
  private static final String ACCOUNT = "111111119901";
  private static final Map<String, String> CONTEXT = Map.of("purpose", "sheet");

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.system();
  private LocalHypervisor hypervisor;
  private RecipientKey recipient;
  private KmsClient kms;
  private String key;
  private byte[] dataKey;
  private SdkBytes encrypted;

  @BeforeAll
  void makeKey(LocalStack localStack) {
    hypervisor = new LocalHypervisor(NitroPki.create(clock, random), clock, random);
    recipient = RecipientKey.generate(random);
    kms = localStack.as(ACCOUNT).build(KmsClient.builder(), "eu-west-1");
    key = kms.createKey().keyMetadata().arn();
    GenerateDataKeyResponse made =
        kms.generateDataKey(
            make -> make.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
    dataKey = made.plaintext().asByteArray();
    encrypted = made.ciphertextBlob();
  }

  @AfterAll
  void close() {
    kms.close();
    recipient.close();
    hypervisor.close();
  }

  @Test
  @DisplayName("its CMS is DER of another layout than AWS's, and is unwrapped to the data key")
  void unwraps() throws Exception {
    DecryptResponse answer = kms.decrypt(request(document()));
    assertThat(answer.plaintext()).isNull();
    byte[] cms = answer.ciphertextForRecipient().asByteArray();
    // A SEQUENCE of definite length; AWS's starts with 30 80, a length that isn't told.
    assertThat(cms).startsWith(0x30, 0x82);
    assertThat(recipient.unwrap(cms)).isEqualTo(dataKey);
  }

  @Test
  @DisplayName("through the attested client it is the data key, too")
  void attestedClient() {
    assertThat(attested(kms).decrypt(question()).plaintext().asByteArray()).isEqualTo(dataKey);
  }

  @Test
  @DisplayName("a garbage document gets the plaintext from LocalStack; the attested client refuses")
  void plaintextIsRefused() {
    byte[] garbage = "no attestation document".getBytes(StandardCharsets.US_ASCII);
    DecryptResponse answer = kms.decrypt(request(garbage));
    assertThat(answer.plaintext().asByteArray()).isEqualTo(dataKey); // what AWS never does
    assertThat(answer.ciphertextForRecipient()).isNull();

    AttestedKmsClient client = attested(new SpoiledDocuments(kms, recipientInfo(garbage)));
    assertThatThrownBy(() -> client.decrypt(question()))
        .isInstanceOfSatisfying(
            AttestedDecryptException.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo(AttestedDecryptException.Reason.PLAINTEXT_IN_ANSWER));
  }

  @Test
  @DisplayName("GenerateDataKey ignores the Recipient; the attested client never asks for that")
  void generateDataKey() throws Exception {
    RecipientInfo info = recipientInfo(document());
    GenerateDataKeyResponse answer =
        kms.generateDataKey(make -> make.keyId(key).keySpec(DataKeySpec.AES_256).recipient(info));
    assertThat(answer.plaintext().asByteArray()).hasSize(32); // what AWS never does
    assertThat(answer.ciphertextForRecipient()).isNull();

    AttestedKmsClient client = attested(kms);
    assertThatThrownBy(
            () ->
                client.generateDataKey(
                    make -> make.keyId(key).keySpec(DataKeySpec.AES_256).recipient(info)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private AttestedKmsClient attested(KmsClient delegate) {
    RecipientAttestation attestation =
        new RecipientAttestation(
            new NsmClient(hypervisor.nsm(SomePcrs.of(1))),
            recipient,
            System::nanoTime,
            Duration.ofMinutes(4));
    return new AttestedKmsClient(delegate, attestation, key);
  }

  private byte[] document() {
    return hypervisor.signDocument(
        SomePcrs.of(1), AttestationRequest.ofPublicKey(recipient.subjectPublicKeyInfo()));
  }

  private DecryptRequest question() {
    return DecryptRequest.builder()
        .keyId(key)
        .ciphertextBlob(encrypted)
        .encryptionContext(CONTEXT)
        .build();
  }

  private DecryptRequest request(byte[] document) {
    return question().toBuilder().recipient(recipientInfo(document)).build();
  }

  private static RecipientInfo recipientInfo(byte[] document) {
    return RecipientInfo.builder()
        .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
        .attestationDocument(SdkBytes.fromByteArray(document))
        .build();
  }

  /** Hands on every Decrypt with another document. */
  private record SpoiledDocuments(KmsClient kms, RecipientInfo garbage) implements KmsClient {
    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
      return kms.decrypt(request.toBuilder().recipient(garbage).build());
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
