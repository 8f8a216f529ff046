package dev.sealedbid.enclave;

import static dev.sealedbid.enclave.TestEnclave.CLOSES;
import static dev.sealedbid.enclave.TestEnclave.RESOLVE_BY;
import static dev.sealedbid.enclave.TestEnclave.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.award.Award;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.protocol.AwardSealer;
import dev.sealedbid.verify.AwardOpener;
import dev.sealedbid.verify.AwardRefusedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Awards are sealed at the decision, before anybody sees an outcome, and stay the same bytes. */
class SealedAwardTest {
  private static final List<KeyPair> KEYS = keys(3);
  private static final BuyerCode STOPPED_BY_BUYER_2 = new BuyerCode("buyer-2", "AWARD_KEY");

  private final TestEnclave enclave = new TestEnclave();
  private final TestEnclave.Auction auction =
      enclave.auction("a", 2).withSealedAwards(publicKeys(KEYS));
  private byte[][] sheets = {};

  private void bids() {
    auction.open();
    byte[] one = auction.bid("buyer-1", 1, 300, 700);
    byte[] two = auction.bid("buyer-2", 1, 200, 900);
    byte[] reserve = auction.reserve(1, BidSheet.NO_BID, 800);
    auction.acknowledged("buyer-1", one);
    auction.acknowledged("buyer-2", two);
    auction.acknowledged("seller", reserve);
    enclave.time.set(CLOSES);
    sheets = new byte[][] {one, two, reserve};
  }

  @Test
  @DisplayName("[R-16] winners get their prices, losers zeros, the seller all: the same length")
  void everybodyGetsOne() {
    bids();
    Outcome outcome = auction.outcome(auction.resolveWith(sheets));
    assertThat(outcome.awards())
        .extracting(AwardDigest::recipient)
        .containsExactly("buyer-1", "buyer-2", "seller");
    assertThat(outcome.lots()).allMatch(lot -> lot.price().isEmpty());
    Reply.Awards awards = (Reply.Awards) auction.awards(0);
    assertThat(awards.total()).isEqualTo(3);
    assertThat(awards.messages().get(0)).as("winner or loser").hasSameSizeAs(messageOfALoser());
    assertThat(opened(outcome, awards, 0)).containsExactly(200, 0);
    assertThat(opened(outcome, awards, 1)).containsExactly(0, 800);
    assertThat(opened(outcome, awards, 2)).containsExactly(200, 800);
  }

  /** Buyer 1's award in an auction of the same terms, but that it wins nothing. */
  private byte[] messageOfALoser() {
    TestEnclave other = new TestEnclave();
    TestEnclave.Auction lost = other.auction("a", 2).withSealedAwards(publicKeys(KEYS)).open();
    byte[] reserve = lost.reserve(1, BidSheet.NO_BID, 800);
    lost.acknowledged("seller", reserve);
    other.time.set(CLOSES);
    assertThat(lost.outcome(lost.resolveWith(reserve)).lots())
        .allMatch(lot -> lot.winners().isEmpty());
    return ((Reply.Awards) lost.awards(0)).messages().get(0);
  }

  @Test
  @DisplayName("[R-16] no award before there is an outcome, none after a void")
  void notBefore() {
    bids();
    assertThat(code(auction.awards(0))).isEqualTo(ErrorCode.NO_OUTCOME);
    auction.resolve();
    assertThat(code(auction.awards(0))).isEqualTo(ErrorCode.NO_OUTCOME);
    auction.voidSession();
    assertThat(code(auction.awards(0))).isEqualTo(ErrorCode.VOIDED);
    TestEnclave.Auction unknown = enclave.auction("never", 1);
    assertThat(code(unknown.awards(0))).isEqualTo(ErrorCode.UNKNOWN_SESSION);
  }

  @Test
  @DisplayName("[R-16] under another disclosure there are none")
  void none() {
    TestEnclave.Auction other = enclave.auction("b", 1).open();
    enclave.time.set(CLOSES);
    assertThat(other.outcome(other.resolve()).awards()).isEmpty();
    Reply.Awards awards = (Reply.Awards) other.awards(0);
    assertThat(awards.total()).isZero();
    assertThat(awards.messages()).isEmpty();
  }

  @Test
  @DisplayName("[R-16] the same bytes for ever, whatever else fails")
  void sameBytes() {
    bids();
    auction.resolve();
    auction.present(sheets);
    enclave.nsm.before =
        request -> {
          if (request.userData().isPresent()) {
            enclave.nsm.failures.set(1);
            enclave.nsm.before = again -> {};
          }
        };
    assertThat(code(auction.resolve())).isEqualTo(ErrorCode.NSM_FAILED);
    Reply.Awards first = (Reply.Awards) auction.awards(0);
    Outcome outcome = auction.outcome(auction.resolve());
    enclave.time.set(RESOLVE_BY.plusSeconds(1));
    auction.voidSession();
    Reply.Awards second = (Reply.Awards) auction.awards(0);
    for (int i = 0; i < 3; i++) {
      assertThat(second.messages().get(i)).isEqualTo(first.messages().get(i));
      assertThat(outcome.awards().get(i).sha384()).isEqualTo(Sha384.of(first.messages().get(i)));
    }
  }

  @Test
  @DisplayName(
      "[R-16] a seal that fails: no outcome, nothing attested; the next try decides the same")
  void sealingFails() {
    bids();
    auction.resolve();
    auction.present(sheets);
    enclave.sealing =
        (batch, recipient) -> {
          if (recipient.equals("buyer-2")) {
            throw new IllegalStateException("out of order");
          }
          return batch.seal(recipient);
        };
    AtomicInteger attested = new AtomicInteger();
    enclave.nsm.before = request -> attested.addAndGet(request.userData().isPresent() ? 1 : 0);
    for (int i = 0; i < 2; i++) {
      assertThat(auction.resolve())
          .isEqualTo(new Reply.ErrorReply(ErrorCode.INTERNAL, List.of(STOPPED_BY_BUYER_2)));
      assertThat(auction.status().state()).isEqualTo(SessionState.RESOLVING);
      assertThat(code(auction.awards(0))).isEqualTo(ErrorCode.NO_OUTCOME);
    }
    assertThat(attested).hasValue(0);
    int calls = enclave.kms.calls.size();
    enclave.sealing = AwardSealer.Batch::seal;
    Outcome outcome = auction.outcome(auction.resolve());
    assertThat(outcome.lots().get(0).winners()).containsExactly("buyer-1");
    assertThat(outcome.lots().get(1).winners()).containsExactly("buyer-2");
    assertThat(enclave.kms.calls).as("nothing is opened twice").hasSize(calls);
  }

  @Test
  @DisplayName("[R-16] an award key that nobody can seal to stops the auction, and is named (G9)")
  void unusableKey() throws Exception {
    // A modulus that three divides.
    BigInteger modulus = BigInteger.valueOf(3).shiftLeft(2046).add(BigInteger.valueOf(3));
    List<String> keys = new ArrayList<>(publicKeys(KEYS));
    keys.set(1, publicKey(modulus));
    auction.withSealedAwards(keys);
    bids();
    assertThat(auction.resolveWith(sheets))
        .isEqualTo(new Reply.ErrorReply(ErrorCode.INTERNAL, List.of(STOPPED_BY_BUYER_2)));
    enclave.time.set(RESOLVE_BY.plusMillis(1));
    enclave.sessions.expire(enclave.context.clock().now());
    assertThat(auction.voided(auction.resolve()).buyers()).containsExactly(STOPPED_BY_BUYER_2);
  }

  @Test
  @DisplayName("[R-13] a void while awards are sealed stands: no outcome, no award")
  void voidedMeanwhile() {
    bids();
    auction.resolve();
    auction.present(sheets);
    enclave.sealing =
        (batch, recipient) -> {
          enclave.time.set(RESOLVE_BY.plusMillis(1));
          try {
            enclave.sessions.expire(enclave.context.clock().now());
          } catch (RefusedException e) {
            throw new IllegalStateException(e);
          }
          return batch.seal(recipient);
        };
    assertThat(auction.voided(auction.resolve()).reason()).isEqualTo(VoidReason.RESOLVE_BY_PASSED);
    assertThat(code(auction.awards(0))).isEqualTo(ErrorCode.VOIDED);
    assertThat(auction.status().state()).isEqualTo(SessionState.VOID);
  }

  @Test
  @DisplayName("[D-8] [F-11] 64 awards a frame, in the order of the outcome")
  void pages() {
    int buyers = 70;
    List<String> keys = manyPublicKeys(buyers + 1);
    TestEnclave.Auction many = enclave.auction("b", buyers).withSealedAwards(keys).open();
    byte[] reserve = many.reserve(1, BidSheet.NO_BID, 800);
    many.acknowledged("seller", reserve);
    enclave.time.set(CLOSES);
    Outcome outcome = many.outcome(many.resolveWith(reserve));
    List<byte[]> all = new ArrayList<>();
    while (all.size() < buyers + 1) {
      Reply.Awards page = (Reply.Awards) many.awards(all.size());
      assertThat(page.total()).isEqualTo(buyers + 1);
      assertThat(page.messages()).hasSize(Math.min(64, buyers + 1 - all.size()));
      all.addAll(page.messages());
    }
    assertThat(all.stream().map(Sha384::of).toList())
        .isEqualTo(outcome.awards().stream().map(AwardDigest::sha384).toList());
    assertThat(((Reply.Awards) many.awards(buyers + 1)).messages()).isEmpty();
    assertThat(((Reply.Awards) many.awards(Integer.MAX_VALUE)).messages()).isEmpty();
  }

  private long[] opened(Outcome outcome, Reply.Awards awards, int party) {
    String recipient = outcome.awards().get(party).recipient();
    try (AwardOpener opener = AwardOpener.local(pem(KEYS.get(party)));
        Award award =
            opener.open(
                new AwardMessage(recipient, awards.messages().get(party)),
                auction.terms,
                outcome)) {
      return new long[] {award.price(0), award.price(1)};
    } catch (AwardRefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<KeyPair> keys(int count) {
    try {
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(2048);
      return Stream.generate(rsa::generateKeyPair).limit(count).toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> publicKeys(List<KeyPair> keys) {
    return keys.stream()
        .map(key -> Base64.getEncoder().encodeToString(key.getPublic().getEncoded()))
        .toList();
  }

  /** So many public keys, quickly: the products of each two of a few primes. */
  private static List<String> manyPublicKeys(int count) {
    Random random = new Random(7);
    List<BigInteger> primes = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    while (keys.size() < count) {
      BigInteger prime = BigInteger.probablePrime(1024, random);
      if (!prime.testBit(1022)) {
        continue;
      }
      primes.forEach(other -> keys.add(publicKey(prime.multiply(other))));
      primes.add(prime);
    }
    return keys.subList(0, count);
  }

  private static String publicKey(BigInteger modulus) {
    try {
      byte[] der =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)))
              .getEncoded();
      return Base64.getEncoder().encodeToString(der);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pem(KeyPair key) {
    return ("-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
