package dev.sealedbid.nitro.attestation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.cbor.CborValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a payload's encoder may choose and what it may not. Each document here is signed by the key
 * that its certificates vouch for, so nothing but the payload's form can be why it is refused.
 */
class AttestationEncodingTest {
  private static final byte[] BREAK = {(byte) 0xff};

  private static final AttestationVerifier VERIFIER =
      new AttestationVerifier(TestPki.GENUINE.root().asRoot());

  @Test
  @DisplayName(
      "[A-11] the outermost map is taken as AWS encodes it since 2025 and as it did before")
  void bothForms_areVerified() throws AttestationException {
    for (MapForm form : MapForm.values()) {
      byte[] document = TestDocument.genuine().in(form).encode();
      AttestationDocument verified = VERIFIER.verifyArchived(document).document();
      assertThat(verified.timestamp()).isEqualTo(TestDocument.TIMESTAMP);
      assertThat(verified.pcrs().indexes()).hasSize(16);
      assertThat(verified.userData()).contains(TestDocument.USER_DATA);
      assertThat(verified.nonce()).contains(TestDocument.NONCE);
      assertThat(verified.publicKey()).isEmpty();
    }
  }

  @Test
  @DisplayName("[A-11] registers and certificates may have indefinite length, too")
  void everyMapAndArrayIndefinite_isVerified() throws AttestationException {
    AttestationDocument verified = verified(everythingIndefinite());
    assertThat(verified.pcrs().hex(2)).isEqualTo("03".repeat(48));
    assertThat(verified.caBundle()).hasSize(4);
  }

  @Test
  @DisplayName(
      "[A-14] the signature is over the bytes as received: the same fields, encoded anew, fail")
  void sameFieldsEncodedAnew_areNotSigned() {
    byte[] signature = TestDocument.genuine().in(MapForm.INDEFINITE).sign();
    byte[] other = TestDocument.genuine().in(MapForm.DEFINITE).withSignature(signature).encode();
    assertThatThrownBy(() -> VERIFIER.verifyArchived(other))
        .isInstanceOf(AttestationSignatureException.class);
  }

  @Nested
  @DisplayName("[A-10] the envelope stays in its one form")
  class Envelope {
    @Test
    void indefiniteUnprotectedHeader_isRefused() {
      byte[] document = TestDocument.genuine().encode();
      byte[] other = new byte[document.length + 1];
      System.arraycopy(document, 0, other, 0, 6);
      other[6] = (byte) 0xbf;
      other[7] = (byte) 0xff;
      System.arraycopy(document, 7, other, 8, document.length - 7);
      refusedDocument("COSE_Sign1", other);
    }

    @Test
    void indefiniteProtectedHeader_isRefused() {
      refused("protected header", TestDocument.genuine().withProtectedHeader("bf013822ff"));
    }

    @Test
    void envelopeWithoutLength_isRefused() {
      byte[] document = TestDocument.genuine().encode();
      document[0] = (byte) 0x9f;
      refusedDocument("COSE_Sign1", concat(document, BREAK));
    }
  }

  @Nested
  @DisplayName("mistakes that other validators make")
  class Mistakes {
    @Test
    @DisplayName("[A-11] a break that ends a definite map")
    void breakThatEndsADefiniteMap_isRefused() {
      byte[] nine = TestDocument.genuine().in(MapForm.DEFINITE).payload();
      nine[0]++;
      refused("payload", payload(concat(nine, BREAK)));
    }

    @Test
    @DisplayName("[A-11] a break behind a definite map")
    void breakBehindADefiniteMap_isRefused() {
      byte[] nine = TestDocument.genuine().in(MapForm.DEFINITE).payload();
      refused("payload", payload(concat(nine, BREAK)));
    }

    @Test
    @DisplayName("[A-11] a break byte inside a certificate's bytes is one of its bytes")
    void breakByteInsideACertificate_isNoBreak() throws AttestationException {
      byte[] certificate = TestPki.GENUINE.leaf().der();
      assertThat(contains(certificate, (byte) 0xff)).isTrue();
      verified(TestDocument.genuine());
      byte[] breaks = TestDocument.filled(300, 0xff);
      assertThat(
              AttestationDocument.parse(
                      TestDocument.genuine().withBytes("certificate", breaks).encode())
                  .certificate())
          .isEqualTo(breaks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfff", "a0", "ff", "bf", "bfffff", "9fff", "f6", "40"})
    @DisplayName("[A-12] an empty map, a break alone, another item than a map")
    void payloadOfNothing_isRefused(String hex) {
      assertThatThrownBy(() -> AttestationDocument.parse(payload(hex(hex)).encode()))
          .isInstanceOf(AttestationFormatException.class);
    }

    @Test
    @DisplayName("[A-11] pcrs twice: the first or the last, another parser might choose either")
    void pcrsTwice_areRefused() {
      byte[] again = new CborWriter().value(TestDocument.registers(3)).toByteArray();
      for (MapForm form : MapForm.values()) {
        refused("payload", TestDocument.genuine().in(form).withRawField(text("pcrs"), again));
      }
    }

    @Test
    @DisplayName("[A-12] empty pcrs and an empty cabundle of indefinite length")
    void emptyRegistersOrIssuers_areRefused() {
      refused(
          "pcrs", TestDocument.genuine().without("pcrs").withRawField(text("pcrs"), hex("bfff")));
      refused(
          "cabundle",
          TestDocument.genuine().without("cabundle").withRawField(text("cabundle"), hex("9fff")));
    }

    @Test
    @DisplayName("[A-11] a break for a value, behind a key")
    void breakAsValue_isRefused() {
      byte[] payload = TestDocument.genuine().without("nonce").payload();
      byte[] open = Arrays.copyOf(payload, payload.length - 1);
      refused("payload", payload(concat(open, text("nonce"), BREAK)));
      refused("payload", payload(concat(open, text("nonce"), BREAK, BREAK)));
    }

    @Test
    @DisplayName("[A-11] a break within a definite array or map, before its count is there")
    void breakInADefiniteArray_isRefused() {
      byte[] root = new CborWriter().bytes(TestPki.GENUINE.root().der()).toByteArray();
      refused(
          "payload",
          TestDocument.genuine()
              .without("cabundle")
              .withRawField(text("cabundle"), hex("82"), root, BREAK));
      refused(
          "payload",
          TestDocument.genuine().without("pcrs").withRawField(text("pcrs"), hex("a100"), BREAK));
    }

    @Test
    @DisplayName("[A-11] a break that is missing within, so that the outer one is taken for it")
    void breakMissingWithin_isRefused() {
      byte[] register = concat(hex("00"), new CborWriter().bytes(new byte[48]).toByteArray());
      refused(
          "payload",
          TestDocument.genuine().without("pcrs").withRawField(text("pcrs"), hex("bf"), register));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "ff", "f6", "a0", "a9", "60"})
    @DisplayName("[A-11] anything behind the break")
    void bytesBehindTheBreak_areRefused(String hex) {
      byte[] payload = TestDocument.genuine().in(MapForm.INDEFINITE).payload();
      refused("payload", payload(concat(payload, hex(hex))));
    }

    @Test
    @DisplayName("[A-11] a break that is missing, and an early one: every prefix, ended or not")
    void everyPrefix_isRefused() {
      byte[] payload =
          TestDocument.genuine()
              .without("public_key")
              .without("user_data")
              .without("nonce")
              .in(MapForm.INDEFINITE)
              .payload();
      for (int length = 1; length < payload.length - 1; length++) {
        byte[] prefix = Arrays.copyOf(payload, length);
        for (byte[] cut : new byte[][] {prefix, concat(prefix, BREAK)}) {
          assertThatThrownBy(() -> AttestationPayload.parse(cut))
              .as("the first %d bytes, then %d more", length, cut.length - length)
              .isInstanceOf(AttestationFormatException.class);
        }
      }
    }
  }

  @Nested
  @ParameterizedClass
  @EnumSource(MapForm.class)
  @DisplayName("fields that aren't known")
  class UnknownFields {
    private final MapForm form;

    UnknownFields(MapForm form) {
      this.form = form;
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "00",
          "1bffffffffffffffff",
          "3bffffffffffffffff",
          "43010203",
          "63616263",
          "80",
          "830102f6",
          "9f0102ff",
          "a1616101",
          "bf616101ff",
          "a1410001",
          "bf616181bf6162820304ffff",
          "f4",
          "f6",
          "f7",
          "e0",
          "f8ff"
        })
    @DisplayName("[A-12] are skipped, whatever kind they are of")
    void areSkipped(String value) throws AttestationException {
      AttestationDocument verified =
          verified(TestDocument.genuine().in(form).withRawField(text("nsm_version"), hex(value)));
      assertThat(verified.userData()).contains(TestDocument.USER_DATA);
    }

    @Test
    @DisplayName("[A-12] are skipped, whatever they are called: a name in capitals is another name")
    void withOtherNames_areSkipped() throws AttestationException {
      assertThat(
              verified(
                      TestDocument.genuine()
                          .in(form)
                          .without("nonce")
                          .withRawField(text("Nonce"), hex("4101"))
                          .withRawField(hex("0a"), hex("00"))
                          .withRawField(text(""), hex("00")))
                  .nonce())
          .isEmpty();
    }

    @Test
    @DisplayName("[A-12] stand for none of the nine")
    void replaceNoKnownField() {
      TestDocument document = TestDocument.genuine().in(form).without("pcrs");
      byte[] registers = new CborWriter().value(TestDocument.registers(16)).toByteArray();
      refused("pcrs", document.withRawField(text("PCRS"), registers));
    }

    @Test
    @DisplayName("[A-12] a name as bytes is refused: another parser may take it for the text")
    void withNameAsBytes_areRefused() {
      byte[] name = new CborWriter().bytes("nonce".getBytes(US_ASCII)).toByteArray();
      refused("payload", TestDocument.genuine().in(form).withRawField(name, hex("4101")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "c101",
          "d81801",
          "f90000",
          "fa47c35000",
          "fb3ff199999999999a",
          "5f4101ff",
          "7f6161ff",
          "1800",
          "5801aa",
          "9800",
          "a201000100",
          "bf01000100ff",
          "81c101",
          "61ff",
          "a1f600",
          "1c",
          "f81f",
          "ff",
          "818181818181818180",
          "9f9f9f9f9f9f9f9fffffffffffffffff"
        })
    @DisplayName("[A-11] are held to the rules of CBOR all the same, and to eight levels in all")
    void malformedOnes_areRefused(String value) {
      refused("payload", TestDocument.genuine().in(form).withRawField(text("new"), hex(value)));
    }

    @Test
    @DisplayName("[A-11] twice the same is refused, and more than 4,096 items in all")
    void withinLimits() throws AttestationException {
      refused(
          "payload",
          TestDocument.genuine()
              .in(form)
              .withRawField(text("new"), hex("00"))
              .withRawField(text("new"), hex("00")));
      assertThat(verified(TestDocument.genuine().in(form).withRawField(text("new"), items(3_900))))
          .isNotNull();
      refused("payload", TestDocument.genuine().in(form).withRawField(text("new"), items(4_096)));
    }

    private static byte[] items(int count) {
      CborWriter writer = new CborWriter().array(count);
      for (int i = 0; i < count; i++) {
        writer.integer(0);
      }
      return writer.toByteArray();
    }
  }

  @Test
  @DisplayName("[A-12] any doubt about a known field is refused, in whatever form it stands")
  void doubtAboutKnownFields_isRefused() {
    for (Map.Entry<String, String> doubt :
        Map.of(
                "module_id", "9fff",
                "digest", "bfff",
                "timestamp", "1bffffffffffffffff",
                "pcrs", "9f00ff",
                "certificate", "9f01ff",
                "cabundle", "bf0040ff",
                "public_key", "f7",
                "user_data", "9f4101ff",
                "nonce", "e0")
            .entrySet()) {
      refused(
          doubt.getKey(),
          TestDocument.genuine()
              .without(doubt.getKey())
              .withRawField(text(doubt.getKey()), hex(doubt.getValue())));
    }
  }

  /** Registers and issuers of indefinite length within a payload of indefinite length. */
  private static TestDocument everythingIndefinite() {
    ByteArrayOutputStream pcrs = new ByteArrayOutputStream();
    pcrs.write(0xbf);
    for (Map.Entry<CborValue, CborValue> entry : TestDocument.registers(16).entries().entrySet()) {
      pcrs.writeBytes(new CborWriter().value(entry.getKey()).value(entry.getValue()).toByteArray());
    }
    pcrs.write(0xff);
    ByteArrayOutputStream issuers = new ByteArrayOutputStream();
    issuers.write(0x9f);
    TestPki.GENUINE
        .issuers()
        .forEach(
            issuer ->
                issuers.writeBytes(
                    new CborWriter().value(new BytesValue(issuer.der())).toByteArray()));
    issuers.write(0xff);
    return TestDocument.genuine()
        .without("pcrs")
        .without("cabundle")
        .withRawField(text("pcrs"), pcrs.toByteArray())
        .withRawField(text("cabundle"), issuers.toByteArray());
  }

  private static AttestationDocument verified(TestDocument document) throws AttestationException {
    return VERIFIER.verifyArchived(document.encode()).document();
  }

  private static TestDocument payload(byte[] payload) {
    return TestDocument.genuine().withPayload(payload);
  }

  private static void refused(String rule, TestDocument document) {
    refusedDocument(rule, document.encode());
  }

  private static void refusedDocument(String rule, byte[] document) {
    assertThatThrownBy(() -> VERIFIER.verifyArchived(document))
        .isInstanceOfSatisfying(
            AttestationFormatException.class,
            refusal -> assertThat(refusal.rule()).isEqualTo(rule));
  }

  private static boolean contains(byte[] bytes, byte wanted) {
    for (byte value : bytes) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }

  private static byte[] text(String value) {
    return new CborWriter().text(value).toByteArray();
  }

  private static byte[] hex(String value) {
    return HexFormat.of().parseHex(value);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
