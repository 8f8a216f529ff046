package dev.sealedbid.nitro.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.cbor.CborWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NsmMessageTest {
  private static final NsmDescription DESCRIPTION =
      new NsmDescription(1, 0, 3, "i-1-enc1", 32, List.of(0, 1, 2, 17), "SHA384");

  static Stream<NsmRequest> requests() {
    AttestationRequest full =
        AttestationRequest.ofUserData(new byte[512])
            .withNonce(new byte[512])
            .withPublicKey(new byte[1024]);
    return Stream.of(
        new NsmRequest.Attest(AttestationRequest.empty()),
        new NsmRequest.Attest(AttestationRequest.ofUserData(new byte[] {1})),
        new NsmRequest.Attest(AttestationRequest.empty().withNonce(new byte[0])),
        new NsmRequest.Attest(full),
        new NsmRequest.GetRandom(),
        new NsmRequest.DescribeNsm(),
        new NsmRequest.DescribePcr(31),
        new NsmRequest.ExtendPcr(16, new byte[] {1, 2}),
        new NsmRequest.LockPcr(16),
        new NsmRequest.LockPcrs(18));
  }

  static Stream<NsmResponse> responses() {
    return Stream.of(
        new NsmResponse.Attested(new byte[] {1, 2, 3}),
        new NsmResponse.RandomBytes(new byte[256]),
        new NsmResponse.Described(DESCRIPTION),
        new NsmResponse.PcrDescribed(new PcrState(true, new byte[48])),
        new NsmResponse.PcrExtended(new byte[48]),
        new NsmResponse.PcrLocked(),
        new NsmResponse.PcrsLocked(),
        new NsmResponse.Refused(NsmErrorCode.READ_ONLY_INDEX));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_roundTrips(NsmRequest request) throws MalformedNsmMessageException {
    byte[] encoded = request.encode();
    assertThat(encoded).hasSizeLessThanOrEqualTo(NsmRequest.MAX_LENGTH);
    assertThat(NsmRequest.decode(encoded)).isEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("responses")
  void response_roundTrips(NsmResponse response) throws MalformedNsmMessageException {
    assertThat(NsmResponse.decode(response.encode())).isEqualTo(response);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void truncatedRequest_isRefused(NsmRequest request) {
    byte[] encoded = request.encode();
    for (int length = 0; length < encoded.length; length++) {
      byte[] prefix = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> NsmRequest.decode(prefix))
          .isInstanceOf(MalformedNsmMessageException.class);
    }
  }

  @Nested
  @DisplayName("wire vectors (facts: NSM src/api, serde's external enum)")
  class Vectors {
    @Test
    void getRandom() {
      assertThat(hex(new NsmRequest.GetRandom().encode())).isEqualTo("6947657452616e646f6d");
    }

    @Test
    void describeNsm() {
      assertThat(hex(new NsmRequest.DescribeNsm().encode())).isEqualTo("6b44657363726962654e534d");
    }

    @Test
    void lockPcr() {
      assertThat(hex(new NsmRequest.LockPcr(16).encode()))
          .isEqualTo("a1674c6f636b504352a165696e64657810");
    }

    @Test
    void attestationWithNulls() {
      assertThat(hex(new NsmRequest.Attest(AttestationRequest.empty()).encode()))
          .isEqualTo(
              "a16b4174746573746174696f6ea369757365725f64617461f6656e6f6e6365f66a7075626c69635f6b6579f6");
    }

    @Test
    void error() {
      assertThat(hex(new NsmResponse.Refused(NsmErrorCode.INVALID_INDEX).encode()))
          .isEqualTo("a1654572726f726c496e76616c6964496e646578");
    }
  }

  @Nested
  class RefusedRequests {
    @Test
    void longerThan4096_isRefused() {
      refused(new byte[4097]);
    }

    @Test
    void unknownName_isRefused() {
      refused(new CborWriter().text("Reboot").toByteArray());
    }

    @Test
    void integer_isRefused() {
      refused(new CborWriter().integer(1).toByteArray());
    }

    @Test
    void twoRequestsAtOnce_isRefused() {
      refused(
          new CborWriter().map(2).text("GetRandom").nil().text("DescribeNSM").nil().toByteArray());
    }

    @Test
    void nameThatIsNoText_isRefused() {
      refused(new CborWriter().map(1).integer(1).map(0).toByteArray());
    }

    @Test
    void bareNameWithFields_isRefused() {
      refused(new CborWriter().map(1).text("GetRandom").map(0).toByteArray());
    }

    @Test
    void fieldsMissing_isRefused() {
      refused(new CborWriter().text("LockPCR").toByteArray());
      refused(new CborWriter().map(1).text("LockPCR").map(0).toByteArray());
    }

    @Test
    void indefiniteMap_isRefused() {
      refused(HexFormat.of().parseHex("bf674c6f636b504352a165696e64657810ff"));
    }

    @Test
    void unknownField_isRefused() {
      refused(new CborWriter().map(1).text("Attestation").map(1).text("extra").nil().toByteArray());
    }

    @Test
    void fieldsAsArray_isRefused() {
      refused(new CborWriter().map(1).text("Attestation").array(3).nil().nil().nil().toByteArray());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 65_536, Long.MAX_VALUE})
    void indexOutOf16Bits_isRefused(long index) {
      refused(
          new CborWriter()
              .map(1)
              .text("LockPCR")
              .map(1)
              .text("index")
              .integer(index)
              .toByteArray());
    }

    @Test
    void userDataOf513Bytes_isRefused() {
      refused(attestation("user_data", new byte[513]));
    }

    @Test
    void nonceOf513Bytes_isRefused() {
      refused(attestation("nonce", new byte[513]));
    }

    @Test
    void publicKeyOf1025Bytes_isRefused() {
      refused(attestation("public_key", new byte[1025]));
    }

    @Test
    void publicKeyEmpty_isRefused() {
      refused(attestation("public_key", new byte[0]));
    }

    @Test
    void extensionWithoutData_isRefused() {
      refused(extension(new byte[0]));
    }

    @Test
    void extensionOf513Bytes_isRefused() {
      refused(extension(new byte[513]));
    }

    private byte[] attestation(String field, byte[] value) {
      return new CborWriter()
          .map(1)
          .text("Attestation")
          .map(1)
          .text(field)
          .bytes(value)
          .toByteArray();
    }

    private byte[] extension(byte[] data) {
      return new CborWriter()
          .map(1)
          .text("ExtendPCR")
          .map(2)
          .text("index")
          .integer(16)
          .text("data")
          .bytes(data)
          .toByteArray();
    }

    private void refused(byte[] message) {
      assertThatThrownBy(() -> NsmRequest.decode(message))
          .isInstanceOf(MalformedNsmMessageException.class);
    }
  }

  @Nested
  @DisplayName("what the NSM's encoder may choose, and what may be added to its answers")
  class TolerantResponses {
    private static final String DOCUMENT = "68646f63756d656e7443010203";
    private static final String ATTESTATION = "6b4174746573746174696f6e";

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a1" + ATTESTATION + "a1" + DOCUMENT,
          "bf" + ATTESTATION + "bf" + DOCUMENT + "ffff",
          "a1" + ATTESTATION + "bf" + DOCUMENT + "ff",
          "bf" + ATTESTATION + "a1" + DOCUMENT + "ff",
          "a1" + ATTESTATION + "a2" + DOCUMENT + "636e6577bf00f7ff",
          "a1" + ATTESTATION + "a2636e6577820102" + DOCUMENT,
          "a2" + ATTESTATION + "a1" + DOCUMENT + "6776657273696f6e02"
        })
    void attestation_isReadInEveryForm(String hex) throws MalformedNsmMessageException {
      assertThat(NsmResponse.decode(HexFormat.of().parseHex(hex)))
          .isEqualTo(new NsmResponse.Attested(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @MethodSource("dev.sealedbid.nitro.nsm.NsmMessageTest#responses")
    void everyResponse_isReadInBothForms(NsmResponse response) throws Exception {
      byte[] encoded = response.encode();
      byte[] indefinite = Arrays.copyOf(encoded, encoded.length + 1);
      if ((encoded[0] & 0xff) == 0xa1) {
        indefinite[0] = (byte) 0xbf;
        indefinite[encoded.length] = (byte) 0xff;
        assertThat(NsmResponse.decode(indefinite)).isEqualTo(response);
      } else {
        assertThat(NsmResponse.decode(encoded)).isEqualTo(response);
      }
    }

    @Test
    void description_isReadWithMoreThanWeKnow() throws MalformedNsmMessageException {
      byte[] encoded = new NsmResponse.Described(DESCRIPTION).encode();
      int fields = 1 + 1 + "DescribeNSM".length();
      assertThat(encoded[fields]).isEqualTo((byte) 0xa7);
      encoded[fields]++;
      byte[] field = HexFormat.of().parseHex("67666c61766f757263616263");
      byte[] more = Arrays.copyOf(encoded, encoded.length + field.length);
      System.arraycopy(field, 0, more, encoded.length, field.length);
      assertThat(NsmResponse.decode(more)).isEqualTo(new NsmResponse.Described(DESCRIPTION));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "674c6f636b504352",
          "a1674c6f636b504352f6",
          "a1674c6f636b504352a0",
          "bf674c6f636b504352bfffff"
        })
    void lock_isReadAsNameAndAsMap(String hex) throws MalformedNsmMessageException {
      assertThat(NsmResponse.decode(HexFormat.of().parseHex(hex)))
          .isEqualTo(new NsmResponse.PcrLocked());
    }

    @Test
    void unknownErrorCode_isAnErrorAllTheSame() throws MalformedNsmMessageException {
      NsmResponse.Refused refused =
          (NsmResponse.Refused)
              NsmResponse.decode(
                  new CborWriter().map(1).text("Error").text("Throttled").toByteArray());
      assertThat(refused.wireName()).isEqualTo("Throttled");
      assertThat(refused.code()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a2" + ATTESTATION + "a1" + DOCUMENT + "654572726f726c496e76616c6964496e646578",
          "a2" + ATTESTATION + "a1" + DOCUMENT + "6947657452616e646f6da16672616e646f6d4101",
          "a2" + ATTESTATION + "a1" + DOCUMENT + ATTESTATION + "a1" + DOCUMENT,
          "a1" + ATTESTATION + "a2" + DOCUMENT + DOCUMENT,
          "bf" + ATTESTATION + "a1" + DOCUMENT,
          "a1" + ATTESTATION + "a1" + DOCUMENT + "ff",
          "a1" + ATTESTATION + "a2" + DOCUMENT + "636e6577c100",
          "a1" + ATTESTATION + "a2" + DOCUMENT + "636e6577f90000",
          "a1" + ATTESTATION + "a168646f63756d656e745f43010203ff",
          "bfff",
          "a1636e657700"
        })
    @DisplayName("two answers at once, the same field twice and malformed CBOR are refused")
    void doubt_isRefused(String hex) {
      byte[] message = HexFormat.of().parseHex(hex);
      assertThatThrownBy(() -> NsmResponse.decode(message))
          .isInstanceOf(MalformedNsmMessageException.class);
    }
  }

  @Nested
  class RefusedResponses {
    @Test
    void longerThan12288_isRefused() {
      refused(new NsmResponse.Attested(new byte[12_288]).encode());
    }

    @Test
    void emptyDocument_isRefused() {
      refused(new NsmResponse.Attested(new byte[0]).encode());
    }

    @Test
    void emptyRandom_isRefused() {
      refused(new NsmResponse.RandomBytes(new byte[0]).encode());
    }

    @Test
    void documentAsText_isRefused() {
      refused(
          new CborWriter()
              .map(1)
              .text("Attestation")
              .map(1)
              .text("document")
              .text("x")
              .toByteArray());
    }

    @Test
    void pcrOf31Bytes_isRefused() {
      refused(new NsmResponse.PcrExtended(new byte[31]).encode());
    }

    @Test
    void lockAsInteger_isRefused() {
      refused(
          new CborWriter()
              .map(1)
              .text("DescribePCR")
              .map(2)
              .text("lock")
              .integer(1)
              .text("data")
              .bytes(new byte[48])
              .toByteArray());
    }

    @Test
    void descriptionWithoutDigest_isRefused() {
      refused(
          new NsmResponse.Described(new NsmDescription(1, 0, 0, "i-1", 32, List.of(), ""))
              .encode());
    }

    @Test
    void trailingByte_isRefused() {
      byte[] encoded = new NsmResponse.PcrLocked().encode();
      refused(Arrays.copyOf(encoded, encoded.length + 1));
    }

    private void refused(byte[] message) {
      assertThatThrownBy(() -> NsmResponse.decode(message))
          .isInstanceOf(MalformedNsmMessageException.class);
    }
  }

  @Test
  void attestationRequest_checksItsLimitsAndCopies() {
    AttestationRequest empty = AttestationRequest.empty();
    assertThatIllegalArgumentException().isThrownBy(() -> empty.withUserData(new byte[513]));
    assertThatIllegalArgumentException().isThrownBy(() -> empty.withNonce(new byte[513]));
    assertThatIllegalArgumentException().isThrownBy(() -> empty.withPublicKey(new byte[1025]));
    assertThatIllegalArgumentException().isThrownBy(() -> empty.withPublicKey(new byte[0]));
    byte[] data = {1};
    AttestationRequest request = AttestationRequest.ofUserData(data);
    data[0] = 2;
    request.userData().orElseThrow()[0] = 3;
    assertThat(request.userData().orElseThrow()).containsExactly(1);
  }

  @Test
  void randomBytes_areNotShown() {
    assertThat(new NsmResponse.RandomBytes(new byte[] {42, 42}).toString()).doesNotContain("42");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
