package dev.sealedbid.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.ParsedCiphertext;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.award.Award;
import dev.sealedbid.core.rules.Auction;
import dev.sealedbid.core.rules.CountedSheet;
import dev.sealedbid.core.rules.Decision;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.protocol.AwardSealer;
import dev.sealedbid.testkit.Vectors;
import dev.sealedbid.verify.AwardRefusedException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Awards are sealed here and opened here, under the terms of the vectors, which have four keys. */
class AwardSealerTest {
  private static final SessionId SESSION =
      SessionId.fromBytes(Vectors.outcome("outcome-awards").sessionId().bytes());
  private static final TermsDocument TERMS = Vectors.terms(Vectors.text("terms/prices.json"));

  private final AwardSealer sealer = new AwardSealer();
  private final Decision decision =
      decide(bid(1, 12_700_000, -1, 5), bid(2, 12_600_000, 15_000_100, 3), bid(3, -1, -1, 9));
  private final List<AwardMessage> messages = sealer.seal(TERMS, SESSION, decision);
  private final Outcome outcome = outcome(decision, messages);

  @Test
  @DisplayName("[D-6] one award for each award key, in buyer order, the seller's last")
  void oneForEachKey() {
    assertThat(messages)
        .extracting(AwardMessage::recipient)
        .containsExactly("buyer-1", "buyer-2", "buyer-3", "seller");
    assertThat(sealer.batch(TERMS, SESSION, decision).recipients())
        .containsExactly("buyer-1", "buyer-2", "buyer-3", "seller");
  }

  @ParameterizedTest
  @ValueSource(strings = {"buyer-1", "buyer-2", "seller"})
  @DisplayName("[D-3] a winner learns the price of what it won, the seller all prices, others none")
  void opens(String recipient) throws Exception {
    Map<String, List<Long>> expected =
        Map.of(
            "buyer-1", List.of(12_500_000L, 0L, 0L),
            "buyer-2", List.of(12_500_000L, 15_000_050L, 0L),
            "seller", List.of(12_500_000L, 15_000_050L, 5L));
    try (AwardOpener opener = opener(recipient);
        Award award = opener.open(message(recipient), TERMS, outcome)) {
      assertThat(IntStream.range(0, award.lots()).mapToLong(award::price).boxed())
          .isEqualTo(expected.get(recipient));
    }
  }

  @Test
  @DisplayName("[D-5] a KMS key's award opens with one call of Decrypt, and is sealed without any")
  void opensByKms() throws Exception {
    RsaKms kms = new RsaKms(Vectors.bytes("awards/buyer-3.pem"));
    try (AwardOpener opener = AwardOpener.kms(kms);
        Award award = opener.open(message("buyer-3"), TERMS, outcome)) {
      assertThat(award.price(2)).isEqualTo(5);
    }
    assertThat(kms.keys()).containsExactly(key("buyer-3").kmsKey().orElseThrow().arn());
  }

  @Test
  @DisplayName("[D-4] suite 0478, one data key, the whole context in the header")
  void form() {
    ParsedCiphertext parsed = new ParsedCiphertext(message("buyer-1").message());
    assertThat(parsed.getCryptoAlgoId())
        .isEqualTo(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY);
    assertThat(parsed.getEncryptedKeyBlobCount()).isEqualTo(1);
    assertThat(parsed.getEncryptionContextMap())
        .isEqualTo(
            Map.of(
                "purpose", "award",
                "auction-id", "riverside-prices",
                "session-id", SESSION.hex(),
                "terms-sha384", TERMS.sha384().hex(),
                "buyer-id", "buyer-1"));
  }

  @Test
  @DisplayName("[D-4] winners and losers get messages of one length, whatever was bid (G8)")
  void lengthTellsNothing() {
    Decision other = decide(bid(1, 99_999_900, 999_999_999_999_999_950L, 0));
    List<AwardMessage> others = sealer.seal(TERMS, SESSION, other);

    assertThat(lengths(others)).isEqualTo(lengths(messages));
    assertThat(message("buyer-1").message()).hasSameSizeAs(message("buyer-2").message());
  }

  @Test
  @DisplayName("the longest award fits its limit")
  void longestFits() {
    // 500 lots and RSA-4096; ids and the KMS ARN as long as they can be add less than 500 bytes.
    int padding = Award.lengthFor(Limits.MAX_LOTS) - Award.lengthFor(3);
    assertThat(message("buyer-3").message().length + padding + 256 + 500)
        .isLessThan(Limits.MAX_AWARD_LENGTH);
  }

  @Test
  @DisplayName("awards may be sealed by several threads")
  void severalThreads() {
    AwardSealer.Batch batch = sealer.batch(TERMS, SESSION, decision);
    List<AwardMessage> sealed =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(i -> batch.seal(batch.recipients().get(i % 4)))
            .toList();
    assertThat(sealed.stream().map(AwardMessage::digest).distinct()).hasSize(32);
    assertThatThrownBy(() -> batch.seal("stranger")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("[D-7] the vectors, which other code made, open")
  void vectors() throws Exception {
    Outcome said = Vectors.outcome("outcome-awards");
    for (String recipient : List.of("buyer-1", "seller")) {
      AwardMessage message =
          new AwardMessage(recipient, Vectors.hex("awards/message-" + recipient + ".hex"));
      try (AwardOpener opener = opener(recipient);
          Award award = opener.open(message, TERMS, said)) {
        String plaintext = recipient.equals("seller") ? "seller" : "winner";
        assertThat(award.encode()).isEqualTo(Vectors.hex("awards/" + plaintext + ".hex"));
      }
    }
  }

  @Test
  @DisplayName("[D-7] another message than the outcome's is refused before anything is decrypted")
  void otherMessage() {
    AwardMessage again = sealer.batch(TERMS, SESSION, decision).seal("buyer-1");
    refused(Reason.OTHER_MESSAGE, "buyer-1", again, outcome);
    byte[] changed = message("buyer-1").message();
    changed[changed.length - 1] ^= 1;
    refused(Reason.OTHER_MESSAGE, "buyer-1", new AwardMessage("buyer-1", changed), outcome);
    refused(
        Reason.OTHER_MESSAGE,
        "buyer-2",
        new AwardMessage("buyer-2", message("buyer-1").message()),
        outcome);
  }

  @Test
  @DisplayName(
      "[D-7] an award of another session, terms or recipient doesn't open as this one (G3)")
  void otherContext() {
    AwardMessage elsewhere =
        sealer.batch(TERMS, SessionId.fromBytes(new byte[32]), decision).seal("buyer-1");
    refused(Reason.NOT_AUTHENTIC, "buyer-1", elsewhere, outcome(decision, List.of(elsewhere)));
    byte[] changed = message("buyer-1").message();
    changed[changed.length - 1] ^= 1;
    AwardMessage tampered = new AwardMessage("buyer-1", changed);
    refused(Reason.NOT_AUTHENTIC, "buyer-1", tampered, outcome(decision, List.of(tampered)));
  }

  @Test
  @DisplayName("[D-7] the key is the terms' one of that recipient, local or in KMS as they say")
  void otherKey() {
    refused(Reason.WRONG_KEY, "buyer-2", message("buyer-1"), outcome);
    refused(Reason.WRONG_KEY, "buyer-3", message("buyer-3"), outcome);
    AwardOpener kms = AwardOpener.kms(new RsaKms(Vectors.bytes("awards/buyer-1.pem")));
    refused(Reason.WRONG_KEY, kms, message("buyer-1"), outcome);
    AwardOpener otherKms = AwardOpener.kms(new RsaKms(Vectors.bytes("awards/buyer-1.pem")));
    refused(Reason.NOT_AUTHENTIC, otherKms, message("buyer-3"), outcome);
  }

  @Test
  void noAwardInTheOutcomeOrNoKeyInTheTerms() {
    refused(Reason.NO_AWARD, "buyer-1", message("buyer-1"), outcome(decision, List.of()));
    AwardMessage stranger = new AwardMessage("stranger", new byte[] {1});
    refused(Reason.NO_AWARD, "buyer-1", stranger, outcome(decision, List.of(stranger)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n\u00e4\n-----END PRIVATE KEY-----"
      })
  @DisplayName("what is no private key is refused, and not shown")
  void noPrivateKey(String pem) {
    assertThatThrownBy(
            () -> AwardOpener.local(pem.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PKCS#8")
        .hasMessageNotContaining("c2VjcmV0")
        .hasNoCause();
  }

  @Test
  void toStringTellsNothing() {
    assertThat(message("buyer-1"))
        .hasToString("AwardMessage[buyer-1, " + message("buyer-1").message().length + " bytes]");
    assertThat(PrivateAwardKey.parse(Vectors.bytes("awards/buyer-1.pem")))
        .hasToString("PrivateAwardKey[secret]");
  }

  private void refused(Reason reason, String holder, AwardMessage message, Outcome said) {
    refused(reason, opener(holder), message, said);
  }

  private static void refused(
      Reason reason, AwardOpener opener, AwardMessage message, Outcome said) {
    try (opener) {
      assertThatThrownBy(() -> opener.open(message, TERMS, said))
          .isInstanceOfSatisfying(
              AwardRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
  }

  private AwardMessage message(String recipient) {
    return messages.stream()
        .filter(message -> message.recipient().equals(recipient))
        .findFirst()
        .orElseThrow();
  }

  private static dev.sealedbid.core.terms.AwardKey key(String recipient) {
    return java.util.Objects.requireNonNull(TERMS.terms().awardKeys().get(recipient));
  }

  private static AwardOpener opener(String holder) {
    return AwardOpener.local(Vectors.bytes("awards/" + holder + ".pem"));
  }

  private static Map<String, Integer> lengths(List<AwardMessage> messages) {
    return messages.stream()
        .collect(Collectors.toMap(AwardMessage::recipient, message -> message.message().length));
  }

  private static Outcome outcome(Decision decision, List<AwardMessage> messages) {
    List<AwardDigest> digests = messages.stream().map(AwardMessage::digest).toList();
    return new Outcome(
        TERMS.terms().id(),
        SESSION,
        TERMS.sha384(),
        Instant.parse("2026-12-01T12:00:02Z"),
        decision.lotterySeed(),
        decision.lots(),
        List.of(),
        List.of(),
        digests);
  }

  /** Decides with a sealed reserve of 150,000.50 for lot 2, the only sealed one. */
  private static Decision decide(CountedSheet... bids) {
    List<CountedSheet> sheets = new ArrayList<>(Arrays.asList(bids));
    byte[] nonce = new byte[32];
    sheets.add(
        new CountedSheet("seller", BidSheet.reserve(nonce, new long[] {-1, 15_000_050, -1}), 9));
    return Auction.decide(TERMS.terms(), SESSION, sheets);
  }

  private static CountedSheet bid(int buyer, long... amounts) {
    byte[] nonce = new byte[32];
    Arrays.fill(nonce, (byte) buyer);
    return new CountedSheet("buyer-" + buyer, BidSheet.bid(nonce, amounts), buyer);
  }
}
