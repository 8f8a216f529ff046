package dev.sealedbid.nitro.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.kms.AttestedDecryptException.Reason;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyEncryptionMechanism;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

class AttestedKmsClientTest {
  private static final String KEY_ARN =
      "arn:aws:kms:eu-west-1:111111111101:key/11111111-2222-3333-4444-555555555555";
  private static final RecipientKey KEY = RecipientKey.generate(new SecureRandom());

  /** A KMS that answers as scripted, in order, and keeps what it was asked. */
  private static final class ScriptedKms implements KmsClient {
    private final Deque<Supplier<DecryptResponse>> answers = new ArrayDeque<>();
    private final List<DecryptRequest> asked = new ArrayList<>();
    private boolean closed;

    ScriptedKms then(Supplier<DecryptResponse> answer) {
      answers.add(answer);
      return this;
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
      asked.add(request);
      return answers.remove().get();
    }

    @Override
    public String serviceName() {
      return "kms";
    }

    @Override
    public void close() {
      closed = true;
    }

    List<String> documents() {
      return asked.stream()
          .map(request -> request.recipient().attestationDocument().asUtf8String())
          .toList();
    }
  }

  private final ScriptedKms kms = new ScriptedKms();
  private final ScriptedNsm nsm = new ScriptedNsm();
  private final AttestedKmsClient client =
      new AttestedKmsClient(
          kms, new RecipientAttestation(nsm, KEY, () -> 0, Duration.ofMinutes(4)), KEY_ARN);

  @Test
  void decrypt_addsTheRecipientAndGivesThePlaintextAlone() {
    kms.then(() -> genuine().build());
    DecryptResponse response = client.decrypt(request().build());
    assertThat(response)
        .isEqualTo(
            DecryptResponse.builder()
                .keyId(KEY_ARN)
                .plaintext(SdkBytes.fromByteArray(TestEnvelope.DATA_KEY))
                .build());
    assertThat(response.ciphertextForRecipient()).isNull();
    assertThat(kms.asked)
        .containsExactly(
            request()
                .recipient(
                    RecipientInfo.builder()
                        .keyEncryptionAlgorithm(KeyEncryptionMechanism.RSAES_OAEP_SHA_256)
                        .attestationDocument(SdkBytes.fromUtf8String("document 1"))
                        .build())
                .build());
  }

  @Test
  void manyDecrypts_useOneDocument() {
    kms.then(() -> genuine().build()).then(() -> genuine().build());
    client.decrypt(request().build());
    client.decrypt(request().build());
    assertThat(kms.documents()).containsExactly("document 1", "document 1");
  }

  @Test
  void emptyPlaintextInAnswer_isNone() {
    kms.then(() -> genuine().plaintext(SdkBytes.fromByteArray(new byte[0])).build());
    assertThat(client.decrypt(request().build()).plaintext().asByteArray())
        .isEqualTo(TestEnvelope.DATA_KEY);
  }

  @Nested
  @DisplayName("refused without asking KMS")
  class RefusedRequests {
    @Test
    void foreignKey_isRefused() {
      refused(request().keyId(KEY_ARN.replace("1101", "1102")), Reason.REQUEST_REFUSED);
    }

    @Test
    void noKey_isRefused() {
      refused(request().keyId(null), Reason.REQUEST_REFUSED);
    }

    @Test
    void recipientOfTheCaller_isRefused() {
      refused(request().recipient(RecipientInfo.builder().build()), Reason.REQUEST_REFUSED);
    }

    @Test
    void brokenNsm_isRefused() {
      nsm.breaks(true);
      refused(request(), Reason.NO_ATTESTATION);
    }

    private void refused(DecryptRequest.Builder request, Reason reason) {
      assertReason(reason, request.build());
      assertThat(kms.asked).isEmpty();
    }
  }

  @Nested
  @DisplayName("answers that are refused")
  class RefusedAnswers {
    /** */
    @Test
    void plaintextBesideTheEnvelope_isRefused() {
      kms.then(() -> genuine().plaintext(SdkBytes.fromByteArray(new byte[32])).build());
      assertReason(Reason.PLAINTEXT_IN_ANSWER, request().build());
    }

    @Test
    void plaintextAlone_isRefused() {
      kms.then(
          () ->
              DecryptResponse.builder()
                  .keyId(KEY_ARN)
                  .plaintext(SdkBytes.fromByteArray(TestEnvelope.DATA_KEY))
                  .build());
      assertReason(Reason.PLAINTEXT_IN_ANSWER, request().build());
    }

    /** */
    @Test
    void foreignKeyId_isRefused() {
      kms.then(() -> genuine().keyId(KEY_ARN.replace("eu-west-1", "eu-west-2")).build());
      assertReason(Reason.FOREIGN_KEY, request().build());
    }

    @Test
    void noKeyId_isRefused() {
      kms.then(() -> genuine().keyId(null).build());
      assertReason(Reason.FOREIGN_KEY, request().build());
    }

    @Test
    void nothingForTheRecipient_isRefused() {
      kms.then(() -> DecryptResponse.builder().keyId(KEY_ARN).build());
      assertReason(Reason.NOTHING_FOR_RECIPIENT, request().build());
    }

    @Test
    void envelopeForAnotherKey_isRefused() {
      try (RecipientKey other = RecipientKey.generate(new SecureRandom())) {
        byte[] foreign = TestEnvelope.asAws(other.subjectPublicKeyInfo()).encode();
        kms.then(() -> genuine().ciphertextForRecipient(SdkBytes.fromByteArray(foreign)).build());
        assertReason(Reason.ENVELOPE_REFUSED, request().build());
      }
    }

    @ParameterizedTest
    @DisplayName("what opens and is no data key isn't told apart: 32 bytes, as for a data key (G1)")
    @ValueSource(ints = {0, 16, 31, 33, 48, 4096})
    void envelopeWithoutADataKey_givesRandomBytes(int length) {
      byte[] none =
          TestEnvelope.asAws(KEY.subjectPublicKeyInfo()).withContent(new byte[length]).encode();
      kms.then(() -> genuine().ciphertextForRecipient(SdkBytes.fromByteArray(none)).build());
      DecryptResponse answer = client.decrypt(request().build());
      assertThat(answer.keyId()).isEqualTo(KEY_ARN);
      assertThat(answer.plaintext().asByteArray()).hasSize(32).isNotEqualTo(new byte[32]);
    }

    @Test
    void onlyAnswersThatKmsDoesNotGive_areForgeries() {
      assertThat(Reason.values())
          .filteredOn(reason -> new AttestedDecryptException(reason).isForgery())
          .containsExactly(
              Reason.PLAINTEXT_IN_ANSWER,
              Reason.FOREIGN_KEY,
              Reason.NOTHING_FOR_RECIPIENT,
              Reason.ENVELOPE_REFUSED);
    }
  }

  @Nested
  @DisplayName("a document that may be stale")
  class StaleDocuments {
    /** */
    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "ValidationException", "SomethingNew"})
    void codeThatCouldMeanIt_isTriedOnceMoreWithAFreshDocument(String code) {
      kms.then(failing(code, 400)).then(() -> genuine().build());
      assertThat(client.decrypt(request().build()).plaintext().asByteArray())
          .isEqualTo(TestEnvelope.DATA_KEY);
      assertThat(kms.documents()).containsExactly("document 1", "document 2");
    }

    @Test
    void secondRefusal_isTheCallers_withItsCode() {
      kms.then(failing("AccessDeniedException", 400)).then(failing("AccessDeniedException", 400));
      assertThatThrownBy(() -> client.decrypt(request().build()))
          .isInstanceOfSatisfying(
              KmsException.class,
              refusal ->
                  assertThat(refusal.awsErrorDetails().errorCode())
                      .isEqualTo("AccessDeniedException"));
      assertThat(kms.asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "InvalidCiphertextException",
          "IncorrectKeyException",
          "NotFoundException",
          "DisabledException",
          "KMSInvalidStateException",
          "ExpiredTokenException",
          "UnrecognizedClientException",
          "ThrottlingException"
        })
    void codeThatCannotMeanIt_isPassedOnAtOnce(String code) {
      kms.then(failing(code, 400));
      assertThatThrownBy(() -> client.decrypt(request().build()))
          .isInstanceOfSatisfying(
              KmsException.class,
              refusal -> assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code));
      assertThat(kms.asked).hasSize(1);
      assertThat(nsm.documents()).isEqualTo(1);
    }

    @Test
    void modelledRefusal_keepsItsType() {
      kms.then(
          () -> {
            throw InvalidCiphertextException.builder()
                .statusCode(400)
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode("InvalidCiphertextException").build())
                .build();
          });
      assertThatThrownBy(() -> client.decrypt(request().build()))
          .isExactlyInstanceOf(InvalidCiphertextException.class);
      assertThat(kms.asked).hasSize(1);
    }

    @Test
    void serverError_isPassedOnAtOnce() {
      kms.then(failing("KMSInternalException", 500));
      assertThatThrownBy(() -> client.decrypt(request().build())).isInstanceOf(KmsException.class);
      assertThat(kms.asked).hasSize(1);
    }

    @Test
    void networkError_isPassedOnAtOnce() {
      kms.then(
          () -> {
            throw SdkClientException.create("no route");
          });
      assertThatThrownBy(() -> client.decrypt(request().build()))
          .isExactlyInstanceOf(SdkClientException.class);
      assertThat(kms.asked).hasSize(1);
    }

    @Test
    void nsmThatBreaksMeanwhile_isNamed() {
      kms.then(
          () -> {
            nsm.breaks(true);
            return failing("AccessDeniedException", 400).get();
          });
      assertReason(Reason.NO_ATTESTATION, request().build());
    }
  }

  @Test
  @DisplayName("every operation but Decrypt fails closed")
  void otherOperations_areUnsupported() throws Exception {
    List<String> tried = new ArrayList<>();
    for (Method method : KmsClient.class.getMethods()) {
      Class<?>[] parameters = method.getParameterTypes();
      if (Modifier.isStatic(method.getModifiers())
          || method.getName().equals("decrypt")
          || method.getName().endsWith("Paginator")
          || parameters.length != 1
          || !KmsRequest.class.isAssignableFrom(parameters[0])) {
        continue;
      }
      Object builder = parameters[0].getMethod("builder").invoke(null);
      Object request =
          software.amazon.awssdk.utils.builder.SdkBuilder.class.getMethod("build").invoke(builder);
      assertThatThrownBy(() -> method.invoke(client, request))
          .as(method.getName())
          .hasCauseInstanceOf(UnsupportedOperationException.class);
      tried.add(method.getName());
    }
    assertThat(tried).contains("encrypt", "generateDataKey", "reEncrypt", "sign", "putKeyPolicy");
    assertThat(kms.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alias/sheet",
        "11111111-2222-3333-4444-555555555555",
        "arn:aws:kms:eu-west-1:111111111101:alias/sheet",
        "arn:aws:kms:eu-west-1:111111111101:key/",
        "arn:aws:s3:eu-west-1:111111111101:key/1",
        "arn:aws:kms:eu-west-1:1111:key/1",
        "arn:aws:kms:eu-west-1:111111111101:key/1\n"
      })
  void keyThatIsNoArn_isRefused(String key) {
    RecipientAttestation attestation =
        new RecipientAttestation(nsm, KEY, () -> 0, Duration.ofMinutes(4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttestedKmsClient(kms, attestation, key));
  }

  @Test
  void close_leavesTheDelegateToItsOwner() {
    client.close();
    assertThat(kms.closed).isFalse();
    assertThat(client.serviceName()).isEqualTo("kms");
  }

  private void assertReason(Reason reason, DecryptRequest request) {
    assertThatThrownBy(() -> client.decrypt(request))
        .isInstanceOfSatisfying(
            AttestedDecryptException.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.retryable()).isFalse();
            });
  }

  private static DecryptRequest.Builder request() {
    return DecryptRequest.builder()
        .keyId(KEY_ARN)
        .ciphertextBlob(SdkBytes.fromUtf8String("ciphertext"))
        .encryptionContext(Map.of("auction-id", "riverside"));
  }

  private static DecryptResponse.Builder genuine() {
    return DecryptResponse.builder()
        .keyId(KEY_ARN)
        .ciphertextForRecipient(
            SdkBytes.fromByteArray(TestEnvelope.asAws(KEY.subjectPublicKeyInfo()).encode()));
  }

  private static Supplier<DecryptResponse> failing(String code, int status) {
    return () -> {
      throw KmsException.builder()
          .statusCode(status)
          .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
          .build();
    };
  }
}
