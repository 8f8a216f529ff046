package dev.sealedbid.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.DataKey;
import dev.sealedbid.protocol.EncryptionSdk;
import dev.sealedbid.protocol.KeptDataKey;
import dev.sealedbid.testkit.FakeKms;
import dev.sealedbid.testkit.Vectors;
import dev.sealedbid.verify.ProofRefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proofs of sheets, around the sealed sheet of the vectors, which other code made. */
class SheetProofTest {
  private static final TermsDocument TERMS = Vectors.terms(Vectors.text("terms/example.json"));
  private static final String PROOF = Vectors.text("sealed/proof.json");
  private static final byte[] SEALED = Vectors.hex("sealed/bid.hex");
  private static final SessionId SESSION = Vectors.outcome("outcome").sessionId();

  private final SheetProofVerifier verifier = new SheetProofVerifier();

  @Test
  @DisplayName("the sealed sheet of the vectors is in its one form, and its digest is its identity")
  void sealedVector() throws Exception {
    ExpectedSheet expected =
        ExpectedSheet.of(TERMS, SESSION, TERMS.terms().party("buyer-1").orElseThrow());
    SheetHeader header = SheetHeader.check(SEALED, expected);
    assertThat(header.revision()).isEqualTo(1_795_246_305_000L);
    assertThat(header.sha384().hex()).isEqualTo(Vectors.text("sealed/bid.sha384").strip());
  }

  @Nested
  @DisplayName("the file")
  class File {
    @Test
    void isReadAndWritten() {
      SheetProof proof = parse(PROOF);
      assertThat(proof.auctionId()).isEqualTo("riverside-2026");
      assertThat(proof.buyerId()).isEqualTo("buyer-1");
      assertThat(proof.sessionId()).isEqualTo(SESSION);
      assertThat(proof.ciphertext()).isEqualTo(SEALED);
      assertThat(proof.encode()).isEqualTo(PROOF.getBytes(StandardCharsets.UTF_8));
      assertThat(proof).hasToString("SheetProof[buyer-1, " + Sha384.of(SEALED) + "]");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @DisplayName("[D-9] anything but its fields is refused, and says where")
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '~',
        value = {
          "{\"version\":1 | [{\"version\":1 | JSON",
          "\"version\":1 | \"version\":2 | $.version",
          "\"version\":1 | \"version\":\"1\" | $.version",
          "\"proof\" | \"receipt\" | $.type",
          "\"type\":\"proof\", | ~~ | fields are",
          "\"type\": | \"more\":1,\"type\": | fields are",
          "\"type\": | \"buyerId\":\"x\",\"type\": | more than once",
          "riverside-2026 | Riverside | auctionId",
          "buyer-1 | Buyer | buyerId",
          "\"sessionId\":\"00 | \"sessionId\":\" | session id",
          "\"sheetSha384\":\" | \"sheetSha384\":\"x | SHA-384",
          "\"dataKey\":\"Wl | \"dataKey\":\"W | $.dataKey",
          "\"dataKey\":\"WlpaWlpa | \"dataKey\":\"WlpaWlpaWlpa | 32 bytes",
          "\"ciphertext\":\" | \"ciphertext\":\"@ | $.ciphertext"
        })
    void refuses(String from, String to, String message) {
      assertThat(PROOF).contains(from);
      String changed = PROOF.replaceFirst(java.util.regex.Pattern.quote(from), to);
      assertThatThrownBy(() -> parse(changed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("Wlpa");
    }

    @Test
    @DisplayName("[D-9] the digest is the ciphertext's")
    void digest() {
      String other = PROOF.replace(Sha384.of(SEALED).hex(), Sha384.of().hex());
      assertThatThrownBy(() -> parse(other)).hasMessageContaining("$.sheetSha384");
    }

    @Test
    void tooLong() {
      String padded = PROOF + " ".repeat(Limits.MAX_PROOF_LENGTH);
      assertThatThrownBy(() -> parse(padded)).hasMessageContaining("at most 32768");
      byte[] tooLong = new byte[Limits.MAX_CIPHERTEXT_LENGTH + 1];
      try (DataKey key = new DataKey(new byte[32])) {
        assertThatThrownBy(() -> new SheetProof("a", SESSION, "b", tooLong, key))
            .isInstanceOf(IllegalArgumentException.class);
        SheetProof longest =
            new SheetProof("a", SESSION, "b", Arrays.copyOf(tooLong, tooLong.length - 1), key);
        assertThat(SheetProof.parse(longest.encode()).ciphertext()).hasSize(16_384);
      }
    }
  }

  @Nested
  @DisplayName("against an outcome")
  class AgainstAnOutcome {
    @Test
    @DisplayName("[D-9] shows the sheet that the outcome used, offline")
    void opens() throws Exception {
      try (ProvenSheet proven = verifier.open(parse(PROOF), TERMS, outcome(SEALED, SEALED))) {
        assertThat(proven.buyerId()).isEqualTo("buyer-1");
        assertThat(proven.used()).isTrue();
        assertThat(proven.sheet().kind()).isEqualTo(SheetKind.BID);
        assertThat(proven.sheet().amount(0)).isEqualTo(12_600_000);
        assertThat(proven.sheet().hasBid(1)).isFalse();
        assertThat(proven.sheet().amount(2)).isZero();
        assertThat(proven).hasToString("ProvenSheet[buyer-1]");
      }
    }

    @Test
    @DisplayName("[D-9] a sheet that was acknowledged but not used is shown as that")
    void acknowledgedOnly() throws Exception {
      Outcome said = outcome(SEALED, "another".getBytes(StandardCharsets.US_ASCII));
      try (ProvenSheet proven = verifier.open(parse(PROOF), TERMS, said)) {
        assertThat(proven.used()).isFalse();
      }
    }

    @Test
    @DisplayName("[D-9] another data key opens nothing: the message commits to its own")
    void otherKey() {
      byte[] key = new byte[32];
      Arrays.fill(key, (byte) 0x5b);
      refused(Reason.WRONG_DATA_KEY, proof("buyer-1", SEALED, key), outcome(SEALED, SEALED));
    }

    @Test
    @DisplayName("[D-9] another ciphertext isn't the acknowledged one")
    void otherCiphertext() {
      byte[] other = SEALED.clone();
      other[other.length - 1] ^= 1;
      refused(Reason.NOT_ACKNOWLEDGED, proof("buyer-1", other, key()), outcome(SEALED, SEALED));
      refused(Reason.NOT_ACKNOWLEDGED, proof("buyer-2", SEALED, key()), outcome(SEALED, SEALED));
      refused(Reason.WRONG_DATA_KEY, proof("buyer-1", other, key()), outcome(other, other));
    }

    @Test
    @DisplayName("[D-9] a message of a suite that doesn't commit to its key is refused")
    void notCommitting() {
      byte[] other = SEALED.clone();
      other[1] = 0x01;
      refused(Reason.NOT_CANONICAL, proof("buyer-1", other, key()), outcome(other, other));
    }

    @Test
    @DisplayName("[D-9] a sheet of another buyer, auction or session proves nothing here (G3)")
    void elsewhere() {
      Outcome said = outcome(SEALED, SEALED);
      try (DataKey key = new DataKey(key())) {
        SheetProof otherAuction = new SheetProof("other", SESSION, "buyer-1", SEALED, key);
        refused(Reason.OTHER_SESSION, otherAuction, said);
        SessionId other = SessionId.fromBytes(new byte[32]);
        refused(
            Reason.OTHER_SESSION,
            new SheetProof("riverside-2026", other, "buyer-1", SEALED, key),
            said);
      }
      refused(Reason.UNKNOWN_BUYER, proof("stranger", SEALED, key()), said);
      refused(Reason.UNKNOWN_BUYER, proof("seller", SEALED, key()), said);
      refused(Reason.NOT_CANONICAL, proof("buyer-2", SEALED, key()), ofBuyer2());
    }

    @Test
    @DisplayName("[D-9] what opens and is no sheet is refused")
    void noSheet() throws Exception {
      FakeKms kms = new FakeKms(1);
      String arn = TERMS.terms().buyers().get(0).sheetKey();
      EncryptionSdk sdk = new EncryptionSdk();
      byte[] key = new byte[32];
      kms.given = key;
      SheetContext context =
          ExpectedSheet.of(TERMS, SESSION, TERMS.terms().buyers().get(0)).context(5);
      KeptDataKey kept = new KeptDataKey(kms);
      byte[] sealed =
          sdk.crypto()
              .encryptData(
                  sdk.keyring(kept, arn),
                  new byte[BidSheet.lengthFor(3)],
                  context.encryptionContext())
              .getResult();
      refused(
          Reason.MALFORMED,
          proof("buyer-1", sealed, kept.dataKey().bytes()),
          outcome(sealed, sealed));
    }

    private Outcome ofBuyer2() {
      Outcome said = outcome(SEALED, SEALED);
      AcknowledgedSheet sheet = new AcknowledgedSheet("buyer-2", Sha384.of(SEALED), 1, 1);
      return with(said, said.buyers(), List.of(sheet));
    }
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    SheetProof proof;
    try {
      proof = SheetProof.parse(bytes);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(SheetProof.parse(proof.encode()).encode()).isEqualTo(proof.encode());
    try (ProvenSheet sheet = verifier.open(proof, TERMS, outcome(SEALED, SEALED))) {
      assertThat(proof.ciphertext()).isEqualTo(SEALED);
      assertThat(sheet.sheet().encode()).isEqualTo(Vectors.hex("sheets/bid.hex"));
    } catch (ProofRefusedException e) {
      assertThat(e.reason()).isNotNull();
    }
  }

  /** The data key of the vectors. */
  private static byte[] key() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 0x5a);
    return key;
  }

  private void refused(Reason reason, SheetProof proof, Outcome said) {
    assertThatThrownBy(() -> verifier.open(proof, TERMS, said))
        .isInstanceOfSatisfying(
            ProofRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static SheetProof parse(String json) {
    return SheetProof.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static SheetProof proof(String buyer, byte[] ciphertext, byte[] key) {
    try (DataKey dataKey = new DataKey(key)) {
      return new SheetProof("riverside-2026", SESSION, buyer, ciphertext, dataKey);
    }
  }

  private static Outcome outcome(byte[] acknowledged, byte[] used) {
    Outcome said = Vectors.outcome("outcome");
    List<BuyerResult> buyers =
        List.of(
            new BuyerResult(
                "buyer-1", BuyerStatus.COUNTED, Optional.empty(), Optional.of(Sha384.of(used))));
    return with(
        said, buyers, List.of(new AcknowledgedSheet("buyer-1", Sha384.of(acknowledged), 1, 1)));
  }

  private static Outcome with(
      Outcome said, List<BuyerResult> buyers, List<AcknowledgedSheet> acknowledged) {
    return new Outcome(
        said.auctionId(),
        said.sessionId(),
        said.termsSha384(),
        said.resolvedAt(),
        said.lotterySeed(),
        said.lots(),
        buyers,
        acknowledged,
        said.awards());
  }
}
