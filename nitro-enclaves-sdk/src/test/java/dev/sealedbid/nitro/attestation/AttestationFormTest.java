package dev.sealedbid.nitro.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BooleanValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import dev.sealedbid.nitro.cbor.CborWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One test per rule about a document's form: attestation_process.md §3.2.1 and §3.2.2.2. */
@ParameterizedClass
@EnumSource(MapForm.class)
class AttestationFormTest {
  private final MapForm form;

  AttestationFormTest(MapForm form) {
    this.form = form;
  }

  private TestDocument document() {
    return TestDocument.genuine().in(form);
  }

  @Nested
  @DisplayName("COSE_Sign1")
  class Envelope {
    /** */
    @Test
    void untagged_isRead() throws AttestationFormatException {
      byte[] document = document().encode();
      assertThat(document).startsWith(HexFormat.of().parseHex("8444a1013822a059"));
      assertThat(AttestationDocument.parse(document).encoded()).isEqualTo(document);
    }

    @Test
    void tag18_isRead() throws AttestationFormatException {
      byte[] tagged = concat(new byte[] {(byte) 0xd2}, document().encode());
      assertThat(AttestationDocument.parse(tagged).moduleId()).startsWith("i-0123");
    }

    @Test
    void otherTag_isRefused() {
      refused("COSE_Sign1", concat(new byte[] {(byte) 0xd1}, document().encode()));
    }

    @Test
    void tag18Twice_isRefused() {
      refused("COSE_Sign1", concat(new byte[] {(byte) 0xd2, (byte) 0xd2}, document().encode()));
    }

    @Test
    void tag18NotInShortestForm_isRefused() {
      refused("COSE_Sign1", concat(new byte[] {(byte) 0xd8, 0x12}, document().encode()));
    }

    @Test
    void noBytes_isRefused() {
      refused("COSE_Sign1", new byte[0]);
    }

    @Test
    void tag18Alone_isRefused() {
      refused("COSE_Sign1", new byte[] {(byte) 0xd2});
    }

    /** */
    @Test
    void moreThan16384Bytes_isRefused() {
      refused("length", new byte[16_385]);
    }

    @Test
    void notAnArray_isRefused() {
      refused("COSE_Sign1", new CborWriter().map(0).toByteArray());
    }

    @Test
    void arrayOf3_isRefused() {
      refused("COSE_Sign1", array(document().parts().subList(0, 3)));
    }

    @Test
    void arrayOf5_isRefused() {
      List<CborValue> parts = new ArrayList<>(document().parts());
      parts.add(new NullValue());
      refused("COSE_Sign1", array(parts));
    }

    @Test
    void trailingByte_isRefused() {
      refused("COSE_Sign1", concat(document().encode(), new byte[1]));
    }

    @Test
    void truncation_isRefusedAtEveryLength() {
      byte[] document = document().encode();
      for (int length = 0; length < document.length; length++) {
        byte[] prefix = Arrays.copyOf(document, length);
        assertThatThrownBy(() -> AttestationDocument.parse(prefix))
            .as("the first %d bytes", length)
            .isInstanceOf(AttestationFormatException.class);
      }
    }

    @Test
    void indefiniteArray_isRefused() {
      byte[] document = document().encode();
      document[0] = (byte) 0x9f;
      refused("COSE_Sign1", concat(document, new byte[] {(byte) 0xff}));
    }

    @Test
    void lengthNotInShortestForm_isRefused() {
      byte[] document = document().encode();
      byte[] longer =
          concat(new byte[] {(byte) 0x98, 4}, Arrays.copyOfRange(document, 1, document.length));
      refused("COSE_Sign1", longer);
    }

    @Test
    void depthBomb_isRefused() {
      refused("COSE_Sign1", TestDocument.filled(16_384, 0x81));
    }

    @Test
    void lengthBeyondInput_isRefusedWithoutAllocating() {
      refused("COSE_Sign1", HexFormat.of().parseHex("845b7fffffffffffffff"));
      refused("COSE_Sign1", HexFormat.of().parseHex("9b7fffffffffffffff"));
    }

    /** */
    @Test
    void protectedHeaderWithEs256_isRefused() {
      refused("protected header", document().withProtectedHeader("a10126"));
    }

    @Test
    void protectedHeaderWithMoreThanTheAlgorithm_isRefused() {
      refused("protected header", document().withProtectedHeader("a20138220442abcd"));
    }

    @Test
    void protectedHeaderInAnotherEncoding_isRefused() {
      refused("protected header", document().withProtectedHeader("a101390022"));
    }

    @Test
    void protectedHeaderEmpty_isRefused() {
      refused("protected header", document().withProtectedHeader(""));
    }

    @Test
    void protectedHeaderAsMap_isRefused() {
      List<CborValue> parts = new ArrayList<>(document().parts());
      parts.set(0, new MapValue(Map.of(new IntegerValue(1), new IntegerValue(-35))));
      refused("protected header", array(parts));
    }

    @Test
    void unprotectedHeaderWithEntry_isRefused() {
      refused(
          "unprotected header",
          document()
              .withUnprotectedHeader(
                  new MapValue(Map.of(new IntegerValue(1), new IntegerValue(-7)))));
    }

    @Test
    void unprotectedHeaderNull_isRefused() {
      refused("unprotected header", document().withUnprotectedHeader(new NullValue()));
    }

    @Test
    void payloadDetached_isRefused() {
      List<CborValue> parts = new ArrayList<>(document().parts());
      parts.set(2, new NullValue());
      refused("payload", array(parts));
    }

    @Test
    void payloadEmpty_isRefused() {
      refused("payload", document().withPayload(new byte[0]));
    }

    /** */
    @Test
    void signatureOf95Bytes_isRefused() {
      refused("signature", document().withSignature(TestDocument.filled(95, 1)));
    }

    @Test
    void signatureOf97Bytes_isRefused() {
      refused("signature", document().withSignature(TestDocument.filled(97, 1)));
    }

    @Test
    void signatureInDer_isRefused() {
      refused("signature", document().signedWith("SHA384withECDSA"));
    }

    @Test
    void signatureNull_isRefused() {
      List<CborValue> parts = new ArrayList<>(document().parts());
      parts.set(3, new NullValue());
      refused("signature", array(parts));
    }
  }

  @Nested
  @DisplayName("payload")
  class Payload {
    @Test
    void notAMap_isRefused() {
      refused("payload", document().withPayload(new byte[] {(byte) 0x80}));
    }

    @Test
    void trailingByte_isRefused() {
      TestDocument document = document();
      refused("payload", document.withPayload(concat(document.payload(), new byte[1])));
    }

    @Test
    void duplicateField_isRefused() {
      byte[] again = new CborWriter().text("module_id").text("i-other").toByteArray();
      refused("payload", document().withRawField(again));
    }

    @Test
    void taggedItem_isRefused() {
      refused("payload", document().without("nonce").withRawField(text("nonce"), hex("c24101")));
    }
  }

  @Nested
  class ModuleId {
    @Test
    void missing_isRefused() {
      refused("module_id", document().without("module_id"));
    }

    @Test
    void isNull_isRefused() {
      refused("module_id", document().with("module_id", new NullValue()));
    }

    @Test
    void empty_isRefused() {
      refused("module_id", document().with("module_id", new TextValue("")));
    }

    @Test
    void bytes_isRefused() {
      refused("module_id", document().withBytes("module_id", new byte[4]));
    }

    @Test
    void invalidUtf8_isRefused() {
      byte[] payload = document().payload();
      // a9 | 69 "module_id" | 78 len | the id's first character
      payload[1 + 10 + 2] = (byte) 0xff;
      refused("payload", document().withPayload(payload));
    }
  }

  @Nested
  class Digest {
    @Test
    void missing_isRefused() {
      refused("digest", document().without("digest"));
    }

    @Test
    void isNull_isRefused() {
      refused("digest", document().with("digest", new NullValue()));
    }

    @Test
    void sha256_isRefused() {
      refused("digest", document().with("digest", new TextValue("SHA256")));
    }

    @Test
    void lowerCase_isRefused() {
      refused("digest", document().with("digest", new TextValue("sha384")));
    }
  }

  @Nested
  class Timestamp {
    @Test
    void missing_isRefused() {
      refused("timestamp", document().without("timestamp"));
    }

    @Test
    void isNull_isRefused() {
      refused("timestamp", document().with("timestamp", new NullValue()));
    }

    @Test
    void zero_isRefused() {
      refused("timestamp", document().with("timestamp", new IntegerValue(0)));
    }

    @Test
    void negative_isRefused() {
      refused("timestamp", document().with("timestamp", new IntegerValue(-1)));
    }

    @Test
    void text_isRefused() {
      refused("timestamp", document().with("timestamp", new TextValue("1")));
    }

    @Test
    void beyondTheYear9999_isRefused() {
      refused("timestamp", document().with("timestamp", new IntegerValue(Long.MAX_VALUE)));
    }

    @Test
    void beyond63Bits_isRefused() {
      refused(
          "timestamp",
          document()
              .without("timestamp")
              .withRawField(text("timestamp"), hex("1bffffffffffffffff")));
    }
  }

  @Nested
  class Registers {
    @Test
    void missing_isRefused() {
      refused("pcrs", document().without("pcrs"));
    }

    @Test
    void isNull_isRefused() {
      refused("pcrs", document().with("pcrs", new NullValue()));
    }

    @Test
    void array_isRefused() {
      refused("pcrs", document().with("pcrs", new ArrayValue(List.of())));
    }

    @Test
    void none_isRefused() {
      refused("pcrs", document().with("pcrs", TestDocument.registers(0)));
    }

    @Test
    void thirtyTwo_areRead() throws AttestationFormatException {
      byte[] document = document().with("pcrs", TestDocument.registers(32)).encode();
      assertThat(AttestationDocument.parse(document).pcrs().indexes()).hasSize(32);
    }

    /** */
    @Test
    void thirtyThree_isRefused() {
      refused("pcrs", document().with("pcrs", TestDocument.registers(33)));
    }

    @Test
    void index32_isRefused() {
      refused("pcrs", document().withRegister(32, new byte[48]));
    }

    @Test
    void negativeIndex_isRefused() {
      refused("pcrs", document().withRegister(-1, new byte[48]));
    }

    @Test
    void textIndex_isRefused() {
      refused("pcrs", document().withRegister(new TextValue("0"), new BytesValue(new byte[48])));
    }

    @Test
    void sameIndexTwice_isRefused() {
      byte[] pcrs = new CborWriter().value(TestDocument.registers(2)).toByteArray();
      pcrs[1 + 1 + 2 + 48] = 0;
      refused("payload", document().without("pcrs").withRawField(text("pcrs"), pcrs));
    }

    @Test
    void valueOf32Bytes_isRefusedBesideSha384() {
      refused("pcrs[0]", document().withRegister(0, new byte[32]));
    }

    @Test
    void valueOf64Bytes_isRefusedBesideSha384() {
      refused("pcrs[15]", document().withRegister(15, new byte[64]));
    }

    @Test
    void valueOf47Bytes_isRefused() {
      refused("pcrs[2]", document().withRegister(2, new byte[47]));
    }

    @Test
    void valueAsText_isRefused() {
      refused("pcrs[2]", document().withRegister(new IntegerValue(2), new TextValue("00")));
    }
  }

  @Nested
  class Certificates {
    @Test
    void certificateMissing_isRefused() {
      refused("certificate", document().without("certificate"));
    }

    @Test
    void certificateNull_isRefused() {
      refused("certificate", document().with("certificate", new NullValue()));
    }

    @Test
    void certificateEmpty_isRefused() {
      refused("certificate", document().withBytes("certificate", new byte[0]));
    }

    @Test
    void certificateOf1025Bytes_isRefused() {
      refused("certificate", document().withBytes("certificate", new byte[1025]));
    }

    @Test
    void certificateAsText_isRefused() {
      refused("certificate", document().with("certificate", new TextValue("x")));
    }

    @Test
    void caBundleMissing_isRefused() {
      refused("cabundle", document().without("cabundle"));
    }

    @Test
    void caBundleNull_isRefused() {
      refused("cabundle", document().with("cabundle", new NullValue()));
    }

    @Test
    void caBundleEmpty_isRefused() {
      refused("cabundle", document().with("cabundle", new ArrayValue(List.of())));
    }

    @Test
    void caBundleAsBytes_isRefused() {
      refused("cabundle", document().withBytes("cabundle", new byte[10]));
    }

    @Test
    void caBundleEntryEmpty_isRefused() {
      refused("cabundle", withBundleEntry(new BytesValue(new byte[0])));
    }

    @Test
    void caBundleEntryOf1025Bytes_isRefused() {
      refused("cabundle", withBundleEntry(new BytesValue(new byte[1025])));
    }

    @Test
    void caBundleEntryNotBytes_isRefused() {
      refused("cabundle", withBundleEntry(new BooleanValue(true)));
    }

    private TestDocument withBundleEntry(CborValue entry) {
      CborValue root = new BytesValue(TestPki.GENUINE.root().der());
      return document().with("cabundle", new ArrayValue(List.of(root, entry)));
    }
  }

  @Nested
  class OptionalFields {
    @Test
    void nullOrMissing_isAbsent() throws AttestationFormatException {
      AttestationDocument document =
          AttestationDocument.parse(
              document().with("user_data", new NullValue()).without("nonce").encode());
      assertThat(document.publicKey()).isEmpty();
      assertThat(document.userData()).isEmpty();
      assertThat(document.nonce()).isEmpty();
    }

    /** */
    @Test
    void greatestLengths_areRead() throws AttestationFormatException {
      AttestationDocument document =
          AttestationDocument.parse(
              document()
                  .withBytes("public_key", new byte[1024])
                  .withBytes("user_data", new byte[1024])
                  .withBytes("nonce", new byte[1024])
                  .encode());
      assertThat(document.publicKey().orElseThrow()).hasSize(1024);
      assertThat(document.userData().orElseThrow()).hasSize(1024);
      assertThat(document.nonce().orElseThrow()).hasSize(1024);
    }

    @Test
    void emptyUserDataAndNonce_arePresent() throws AttestationFormatException {
      AttestationDocument document =
          AttestationDocument.parse(
              document()
                  .withBytes("user_data", new byte[0])
                  .withBytes("nonce", new byte[0])
                  .encode());
      assertThat(document.userData()).isPresent();
      assertThat(document.nonce()).isPresent();
    }

    @Test
    void publicKeyEmpty_isRefused() {
      refused("public_key", document().withBytes("public_key", new byte[0]));
    }

    @Test
    void publicKeyOf1025Bytes_isRefused() {
      refused("public_key", document().withBytes("public_key", new byte[1025]));
    }

    @Test
    void publicKeyAsText_isRefused() {
      refused("public_key", document().with("public_key", new TextValue("key")));
    }

    @Test
    void userDataOf1025Bytes_isRefused() {
      refused("user_data", document().withBytes("user_data", new byte[1025]));
    }

    @Test
    void userDataAsText_isRefused() {
      refused("user_data", document().with("user_data", new TextValue("data")));
    }

    @Test
    void nonceOf1025Bytes_isRefused() {
      refused("nonce", document().withBytes("nonce", new byte[1025]));
    }

    @Test
    void nonceAsInteger_isRefused() {
      refused("nonce", document().with("nonce", new IntegerValue(1)));
    }
  }

  @Nested
  @DisplayName("an emulator's unsigned document")
  class Emulated {
    private final TestDocument emulated =
        TestDocument.genuine()
            .in(MapForm.DEFINITE)
            .withProtectedHeader("a10120")
            .withBytes("certificate", new byte[64])
            .with("cabundle", new ArrayValue(List.of(new BytesValue(new byte[64]))))
            .withSignature(new byte[64]);

    @Test
    void zeroSignature_isRefused() {
      refused("signature", emulated);
    }

    @Test
    void zeroCertificate_isRefused() {
      refused(
          "certificate",
          emulated.withProtectedHeader("a1013822").withSignature(TestDocument.filled(96, 1)));
    }

    @Test
    void zeroCertificateInCaBundle_isRefused() {
      refused(
          "certificate",
          emulated
              .withProtectedHeader("a1013822")
              .withSignature(TestDocument.filled(96, 1))
              .withLeaf(TestPki.GENUINE.leaf()));
    }

    @Test
    void isReadWhereAskedForByName() throws AttestationFormatException {
      AttestationDocument document = AttestationDocument.parseUnsignedEmulation(emulated.encode());
      assertThat(document.userData().orElseThrow()).isEqualTo(TestDocument.USER_DATA);
    }

    @Test
    void isReadWhenItComesFromTheOwnNsm() throws AttestationFormatException {
      assertThat(AttestationDocument.parseOwn(emulated.encode()).timestamp())
          .isEqualTo(TestDocument.TIMESTAMP);
      assertThat(AttestationDocument.parseOwn(document().encode()).timestamp())
          .isEqualTo(TestDocument.TIMESTAMP);
      assertThatThrownBy(() -> AttestationDocument.parseOwn(new byte[] {1}))
          .isInstanceOf(AttestationFormatException.class);
    }

    @Test
    void unsignedWithTheNameOfAnAlgorithm_isNotAnEmulatedOne() {
      byte[] document = emulated.withProtectedHeader("a1013822").encode();
      assertThatThrownBy(() -> AttestationDocument.parseUnsignedEmulation(document))
          .isInstanceOf(AttestationFormatException.class)
          .hasMessageContaining("protected header");
    }

    @Test
    void signedDocument_isNotAnEmulatedOne() {
      assertThatThrownBy(() -> AttestationDocument.parseUnsignedEmulation(document().encode()))
          .isInstanceOf(AttestationFormatException.class);
    }

    /** */
    @Test
    void isRefusedByTheVerifier() {
      AttestationVerifier verifier = new AttestationVerifier(TestPki.GENUINE.root().asRoot());
      assertThatThrownBy(() -> verifier.verifyArchived(emulated.encode()))
          .isInstanceOf(AttestationFormatException.class)
          .hasMessageContaining("emulator");
    }

    @Nested
    @DisplayName("before a verifier that was told to accept it")
    class Accepted {
      private final AttestationVerifier verifier = AttestationVerifier.acceptingUnsignedEmulation();

      @Test
      void isBelieved() throws AttestationException {
        assertThat(verifier.verifyArchived(emulated.encode()).document().userData().orElseThrow())
            .isEqualTo(TestDocument.USER_DATA);
      }

      /** */
      @Test
      void signedDocument_isRefused() {
        assertThatThrownBy(() -> verifier.verifyArchived(document().encode()))
            .isInstanceOf(AttestationFormatException.class);
      }

      @Test
      void debugMode_isRefusedAllTheSame() {
        byte[] zero = emulated.withRegister(0, new byte[48]).encode();
        assertThatThrownBy(() -> verifier.verifyArchived(zero))
            .isInstanceOf(AttestationPolicyException.class)
            .hasMessageContaining("PCR0");
      }

      @Test
      void anotherNonce_isRefusedAllTheSame() {
        byte[] nonce = TestDocument.filled(32, 9);
        assertThatThrownBy(
                () ->
                    verifier.verifyLive(
                        emulated.encode(), nonce, Instant.EPOCH, Duration.ofDays(1)))
            .isInstanceOf(AttestationPolicyException.class)
            .hasMessageContaining("nonce");
      }
    }
  }

  @Test
  void document_sharesNoArrayWithItsCaller() throws AttestationFormatException {
    byte[] input = document().withBytes("public_key", new byte[] {7}).encode();
    AttestationDocument document = AttestationDocument.parse(input);
    byte[] encoded = document.encoded();
    Arrays.fill(input, (byte) 0);
    Arrays.fill(document.encoded(), (byte) 0);
    Arrays.fill(document.userData().orElseThrow(), (byte) 0);
    Arrays.fill(document.nonce().orElseThrow(), (byte) 0);
    Arrays.fill(document.publicKey().orElseThrow(), (byte) 0);
    Arrays.fill(document.pcrs().value(0).orElseThrow(), (byte) 0);
    assertThat(document.encoded()).isEqualTo(encoded);
    assertThat(document.userData().orElseThrow()).isEqualTo(TestDocument.USER_DATA);
    assertThat(document.nonce().orElseThrow()).isEqualTo(TestDocument.NONCE);
    assertThat(document.publicKey().orElseThrow()).containsExactly(7);
    assertThat(document.pcrs().isZero(0)).isFalse();
  }

  private static void refused(String rule, TestDocument document) {
    refused(rule, document.encode());
  }

  private static void refused(String rule, byte[] document) {
    assertThatThrownBy(() -> AttestationDocument.parse(document))
        .asInstanceOf(type(AttestationFormatException.class))
        .satisfies(
            refusal -> {
              assertThat(refusal.rule()).isEqualTo(rule);
              assertThat(refusal.expected()).isNotEmpty();
              assertThat(refusal.actual()).isNotEmpty();
            });
  }

  private static byte[] text(String value) {
    return new CborWriter().text(value).toByteArray();
  }

  private static byte[] hex(String value) {
    return HexFormat.of().parseHex(value);
  }

  private static byte[] array(List<CborValue> parts) {
    return new CborWriter().value(new ArrayValue(parts)).toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
