package dev.sealedbid.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.ParsedCiphertext;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.sheet.BidSheet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SheetHeaderTest {
  private final Sealing sealing = new Sealing();
  private final byte[] sealed = sealing.ciphertext();

  /** [S-6]. */
  @Test
  void acceptsWhatTheSealerWrites() throws Exception {
    SheetHeader header = SheetHeader.check(sealed, Sealing.EXPECTED);

    assertThat(header.context()).isEqualTo(Sealing.CONTEXT);
    assertThat(header.revision()).isEqualTo(Sealing.CONTEXT.revision());
    assertThat(header.sha384()).isEqualTo(Sha384.of(sealed));
    assertThat(sealing.kms.calls).isZero();
  }

  @Test
  @DisplayName("reads the same context and key as the Encryption SDK's own parser")
  void agreesWithTheSdk() throws Exception {
    ParsedCiphertext parsed = new ParsedCiphertext(sealed, 1);

    assertThat(parsed.getEncryptionContextMap()).isEqualTo(SheetHeader.claimedContext(sealed));
    assertThat(parsed.getEncryptedKeyBlobs().get(0).getProviderInformation())
        .isEqualTo(Sealing.KEY.getBytes(StandardCharsets.UTF_8));
    assertThat(parsed.getFrameLength()).isEqualTo(8192);
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    SheetHeader header;
    try {
      header = SheetHeader.check(bytes, Sealing.EXPECTED);
    } catch (SheetRefusedException e) {
      assertThat(e.code().name()).startsWith("SHEET_");
      return;
    }
    // What passes, the SDK reads as the same; so KMS is asked for what was checked.
    ParsedCiphertext parsed = new ParsedCiphertext(bytes, 1);
    assertThat(parsed.getEncryptionContextMap()).isEqualTo(header.context().encryptionContext());
    assertThat(parsed.getEncryptedKeyBlobs()).hasSize(1);
    assertThat(parsed.getFrameLength()).isEqualTo(8192);
    assertThat(header.sha384()).isEqualTo(Sha384.of(bytes));
  }

  @Nested
  class AnotherPlace {
    /** [S-6]. */
    @Test
    void anotherAuction() {
      refused(ErrorCode.SHEET_WRONG_CONTEXT, sealed, with(Map.of("auction-id", "other")));
    }

    @Test
    void anotherSession() {
      refused(ErrorCode.SHEET_WRONG_CONTEXT, sealed, with(Map.of("session-id", "01".repeat(32))));
    }

    @Test
    void otherTerms() {
      refused(ErrorCode.SHEET_WRONG_CONTEXT, sealed, with(Map.of("terms-sha384", "01".repeat(48))));
    }

    @Test
    void anotherBuyer() {
      refused(ErrorCode.SHEET_WRONG_CONTEXT, sealed, with(Map.of("buyer-id", "buyer-2")));
    }

    @Test
    void anotherPurpose() {
      refused(ErrorCode.SHEET_WRONG_CONTEXT, sealed, with(Map.of("purpose", "reserve")));
    }

    /** [S-6]. */
    @Test
    void anotherKey() {
      ExpectedSheet e = Sealing.EXPECTED;
      refused(
          ErrorCode.SHEET_WRONG_KEY,
          sealed,
          new ExpectedSheet(
              e.purpose(),
              e.auctionId(),
              e.sessionId(),
              e.termsSha384(),
              e.buyerId(),
              Sealing.OTHER_KEY,
              e.sheetLength()));
    }

    @Test
    void anotherLength() {
      ExpectedSheet e = Sealing.EXPECTED;
      refused(
          ErrorCode.SHEET_MALFORMED,
          sealed,
          new ExpectedSheet(
              e.purpose(),
              e.auctionId(),
              e.sessionId(),
              e.termsSha384(),
              e.buyerId(),
              e.keyArn(),
              e.sheetLength() + 256));
    }

    private ExpectedSheet with(Map<String, String> changed) {
      ExpectedSheet e = Sealing.EXPECTED;
      return new ExpectedSheet(
          changed.containsKey("purpose") ? Purpose.RESERVE : e.purpose(),
          changed.getOrDefault("auction-id", e.auctionId()),
          SessionId.parse(changed.getOrDefault("session-id", e.sessionId().hex())),
          Sha384.parse(changed.getOrDefault("terms-sha384", e.termsSha384().hex())),
          changed.getOrDefault("buyer-id", e.buyerId()),
          e.keyArn(),
          e.sheetLength());
    }
  }

  @Nested
  class AnotherForm {
    /** [S-6]. */
    @Test
    void tooLarge() {
      refused(
          ErrorCode.SHEET_TOO_LARGE, new byte[Limits.MAX_CIPHERTEXT_LENGTH + 1], Sealing.EXPECTED);
    }

    /** [S-6]. */
    @Test
    void everyTruncation() {
      for (int length = 0; length < sealed.length; length++) {
        refused(ErrorCode.SHEET_MALFORMED, Arrays.copyOf(sealed, length), Sealing.EXPECTED);
      }
    }

    @Test
    void aByteBehindIt() {
      refused(
          ErrorCode.SHEET_MALFORMED, Arrays.copyOf(sealed, sealed.length + 1), Sealing.EXPECTED);
    }

    @Test
    @DisplayName("another sequence number, which the Encryption SDK itself would accept")
    void sequenceNumber() throws Exception {
      byte[] changed = sealed.clone();
      int sequence = new ParsedCiphertext(sealed, 1).getOffset() + 4;
      assertThat(ByteBuffer.wrap(changed).getInt(sequence)).isEqualTo(1);
      ByteBuffer.wrap(changed).putInt(sequence, 2);

      refused(ErrorCode.SHEET_MALFORMED, changed, Sealing.EXPECTED);
    }

    @Test
    void aSignedSuite() {
      refused(
          ErrorCode.SHEET_MALFORMED,
          sealWith(
              CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
              8192,
              Sealing.CONTEXT.encryptionContext()),
          Sealing.EXPECTED);
    }

    @Test
    @DisplayName("[S-6] a suite of another number, everything else as it should be")
    void anotherSuite() {
      for (int suite : new int[] {0x0578, 0x0378, 0x0014, 0}) {
        byte[] other = sealed.clone();
        ByteBuffer.wrap(other).putShort(1, (short) suite);
        refused(ErrorCode.SHEET_MALFORMED, other, Sealing.EXPECTED);
      }
    }

    @Test
    @DisplayName("a frame length that would make the Encryption SDK allocate a gigabyte")
    void frameLength() {
      for (int length : new int[] {4096, 1 << 30}) {
        refused(
            ErrorCode.SHEET_MALFORMED,
            sealWith(
                CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
                length,
                Sealing.CONTEXT.encryptionContext()),
            Sealing.EXPECTED);
      }
    }

    @Test
    void onePairMore() {
      Map<String, String> more = new LinkedHashMap<>(Sealing.CONTEXT.encryptionContext());
      more.put("zzz", "1");
      refused(ErrorCode.SHEET_WRONG_CONTEXT, sealWith(more), Sealing.EXPECTED);
    }

    @Test
    void onePairLess() {
      for (String key : Sealing.CONTEXT.encryptionContext().keySet()) {
        Map<String, String> less = new LinkedHashMap<>(Sealing.CONTEXT.encryptionContext());
        less.remove(key);
        refused(ErrorCode.SHEET_WRONG_CONTEXT, sealWith(less), Sealing.EXPECTED);
      }
    }

    @Test
    void revisionsThatAreNone() {
      for (String revision :
          new String[] {"0", "01", "-1", "+1", "1 ", "١", "9223372036854775808", "1e3"}) {
        Map<String, String> changed = new LinkedHashMap<>(Sealing.CONTEXT.encryptionContext());
        changed.put("revision", revision);
        refused(ErrorCode.SHEET_WRONG_CONTEXT, sealWith(changed), Sealing.EXPECTED);
      }
    }

    @Test
    void theGreatestRevision() throws Exception {
      Map<String, String> changed = new LinkedHashMap<>(Sealing.CONTEXT.encryptionContext());
      changed.put("revision", Long.toString(Long.MAX_VALUE));

      assertThat(SheetHeader.check(sealWith(changed), Sealing.EXPECTED).revision())
          .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("the context's pairs in another order")
    void unsortedContext() throws Exception {
      refused(ErrorCode.SHEET_MALFORMED, reordered(sealed), Sealing.EXPECTED);
    }

    @Test
    void encryptedKeyOfImpossibleLength() throws Exception {
      refused(ErrorCode.SHEET_MALFORMED, withEncryptedKey(sealed, 0), Sealing.EXPECTED);
      refused(ErrorCode.SHEET_MALFORMED, withEncryptedKey(sealed, 6145), Sealing.EXPECTED);
      SheetHeader.check(withEncryptedKey(sealed, 1), Sealing.EXPECTED);
      SheetHeader.check(withEncryptedKey(sealed, 6144), Sealing.EXPECTED);
    }

    @Test
    void randomBytesNeverPass() {
      long seed = 20261121;
      Random random = new Random(seed);
      for (int i = 0; i < 20_000; i++) {
        byte[] bytes = random.nextBoolean() ? sealed.clone() : new byte[random.nextInt(600)];
        int changes = 1 + random.nextInt(8);
        for (int c = 0; c < changes && bytes.length > 0; c++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
          SheetHeader header = SheetHeader.check(bytes, Sealing.EXPECTED);
          assertThat(header.context().buyerId()).as("seed %d, %d", seed, i).isEqualTo("buyer-1");
        } catch (SheetRefusedException refused) {
          assertThat(refused.code().name()).startsWith("SHEET_");
        }
      }
    }
  }

  @Test
  @DisplayName(
      "[S-7] no single-bit flip of a sealed sheet both passes the check and opens (MALLEABILITY)")
  void everyBit() throws Exception {
    SheetOpener opener = new SheetOpener();
    assertThat(opener.open(sealing.kms, sealed, Sealing.EXPECTED))
        .hasSize(Sealing.EXPECTED.sheetLength());
    int passed = 0;
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        opener.open(sealing.kms, flipped, Sealing.EXPECTED);
        throw new AssertionError("bit " + bit + " can be flipped");
      } catch (SheetRefusedException refused) {
        assertThat(refused.code().name()).startsWith("SHEET_");
      } catch (SheetOpeningException e) {
        passed++;
        assertThat(e.meaning()).as("bit %d", bit).isEqualTo(SheetOpeningException.Meaning.INVALID);
      }
    }
    assertThat(passed).as("flips that only the key can tell").isPositive();
  }

  private static void refused(ErrorCode code, byte[] sheet, ExpectedSheet expected) {
    assertThatThrownBy(() -> SheetHeader.check(sheet, expected))
        .isInstanceOfSatisfying(
            SheetRefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private byte[] sealWith(Map<String, String> context) {
    return sealWith(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY, 8192, context);
  }

  private byte[] sealWith(CryptoAlgorithm suite, int frame, Map<String, String> context) {
    try (BidSheet sheet = Sealing.sheet()) {
      return AwsCrypto.builder()
          .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
          .withEncryptionAlgorithm(suite)
          .withEncryptionFrameSize(frame)
          .build()
          .encryptData(
              new EncryptionSdk().keyring(sealing.kms, Sealing.KEY), sheet.encode(), context)
          .getResult();
    }
  }

  /** The first two pairs of the context change places. */
  private static byte[] reordered(byte[] message) {
    int first = 2 + 1 + 32 + 2 + 2;
    ByteBuffer in = ByteBuffer.wrap(message);
    int second = pairEnd(in, first);
    int end = pairEnd(in, second);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(message, 0, first);
    out.write(message, second, end - second);
    out.write(message, first, second - first);
    out.write(message, end, message.length - end);
    return out.toByteArray();
  }

  private static int pairEnd(ByteBuffer in, int pair) {
    int value = pair + 2 + in.getShort(pair);
    return value + 2 + in.getShort(value);
  }

  private static byte[] withEncryptedKey(byte[] message, int length) throws Exception {
    byte[] arn = Sealing.KEY.getBytes(StandardCharsets.US_ASCII);
    int context = Short.toUnsignedInt(ByteBuffer.wrap(message).getShort(35));
    int at = 35 + 2 + context + 2 + 2 + "aws-kms".length() + 2 + arn.length;
    int old = Short.toUnsignedInt(ByteBuffer.wrap(message).getShort(at));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(message, 0, at);
    out.write(length >> 8);
    out.write(length);
    out.write(new byte[length]);
    out.write(message, at + 2 + old, message.length - at - 2 - old);
    return out.toByteArray();
  }
}
