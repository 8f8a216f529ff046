package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AwardDigest;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** What people do to the awards of SEALED_AWARD, and to learn from them. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on awards")
class AwardAttackIT {
  private final AttackRange range;

  AwardAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Reads from the awards who won (G8): one for each, of one length, by the terms")
  void nothingToSee() throws Exception {
    SealedAwards awards = new SealedAwards(range);
    Staged auction =
        range.stage(
            3,
            awards,
            open -> {
              // The third doesn't even bid.
              awards.bids(open, open.buyer(0), "10");
              awards.bids(open, open.buyer(1), "50");
            });
    Outcome outcome = auction.resolvesTo(auction.buyer(1));
    assertThat(outcome.lots().get(0).price()).isEmpty();
    List<String> inOrderOfTheTerms = List.of(auction.buyer(0), auction.buyer(1), auction.buyer(2));
    assertThat(outcome.awards())
        .extracting(AwardDigest::recipient)
        .containsExactlyElementsOf(inOrderOfTheTerms);
    int length = award(auction, auction.buyer(1)).length;
    for (int i = 0; i < 3; i++) {
      byte[] award = award(auction, auction.buyer(i));
      assertThat(award).hasSize(length);
      assertThat(outcome.awards().get(i).sha384()).isEqualTo(Sha384.of(award));
    }
    Path receipt = receipt(auction);
    CommandLines.Run winner = awards.open(auction.buyer(1), receipt);
    assertThat(winner.exit()).as(winner.err()).isZero();
    assertThat(winner.out()).contains("lot-1  50.00 EUR");
    CommandLines.Run loser = awards.open(auction.buyer(0), receipt);
    assertThat(loser.exit()).as(loser.err()).isZero();
    assertThat(loser.out()).contains("you won nothing").doesNotContain("50.00");
  }

  @Attack
  @DisplayName("Gives a buyer another party's award, or a forged one (G7): the outcome's digest")
  void anotherAward() throws Exception {
    SealedAwards awards = new SealedAwards(range);
    Staged auction = range.stage(2, awards, awards::bothBid);
    auction.resolvesTo(auction.buyer(0));
    Path receipt = receipt(auction);
    byte[] own = award(auction, auction.buyer(0));
    byte[] forged = own.clone();
    forged[forged.length - 1] ^= 1;
    // A rival's, which the loser may want to read as well; and one with a bit changed.
    assertNotTheirs(awards, auction.buyer(0), receipt, award(auction, auction.buyer(1)));
    assertNotTheirs(awards, auction.buyer(1), receipt, own);
    assertNotTheirs(awards, auction.buyer(0), receipt, forged);
    assertThat(awards.open(auction.buyer(0), receipt, file(own)).out())
        .contains("lot-1  50.00 EUR");
  }

  @Attack
  @DisplayName("Asks for awards before an outcome, or after a void (G8): there are none")
  void tooEarly() throws Exception {
    SealedAwards awards = new SealedAwards(range);
    Staged auction =
        range.stage(
            2,
            awards,
            open -> {
              awards.bothBid(open);
              assertNoAwards(open, ErrorCode.NO_OUTCOME);
            });
    assertNoAwards(auction, ErrorCode.NO_OUTCOME);
    auction.voidIt();
    assertNoAwards(auction, ErrorCode.VOIDED);
  }

  @Attack
  @DisplayName("Names an award key to which nothing can be sealed (G9): stopped, and named")
  void unusableKey() throws Exception {
    SealedAwards awards = new SealedAwards(range);
    Staged auction =
        range.stage(
            2,
            terms -> {
              awards.accept(terms);
              ((ObjectNode) AttackRange.entry(terms, 1).required("awardKey"))
                  .put("publicKey", unusable());
            },
            open -> awards.bids(open, open.buyer(0), "50"));
    // The auctioneer's command line would not have opened it.
    Path terms = Files.write(range.folder().resolve("terms.json"), auction.termsBytes());
    assertRefused(
        range.commands().auctioneer(range.folder(), "terms", "check", terms.toString()),
        2,
        "$.buyers[1].awardKey.publicKey: nothing can be sealed");
    Reply stopped = auction.resolve(range.decryptRole(), auction.copies());
    assertRefused(stopped, ErrorCode.INTERNAL);
    assertThat(((Reply.ErrorReply) stopped).buyers())
        .containsExactly(new BuyerCode(auction.buyer(1), "AWARD_KEY"));
    assertNoAwards(auction, ErrorCode.NO_OUTCOME);
  }

  /** A modulus that three divides, as a public key. */
  private static String unusable() {
    BigInteger modulus = BigInteger.valueOf(3).shiftLeft(2046).add(BigInteger.valueOf(3));
    try {
      byte[] der =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)))
              .getEncoded();
      return java.util.Base64.getEncoder().encodeToString(der);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertNoAwards(Staged auction, ErrorCode code) throws IOException {
    assertRefused(auction.ask(new Request.AwardMessages(auction.session(), 0)), code);
    assertThat(refusal(() -> award(auction, auction.buyer(0))))
        .isEqualTo(ParentCode.NOT_RESOLVED.name());
  }

  private void assertNotTheirs(SealedAwards awards, String buyer, Path receipt, byte[] message)
      throws IOException {
    CommandLines.Run run = awards.open(buyer, receipt, file(message));
    assertRefused(run, 3, "OTHER_MESSAGE");
    assertThat(run.out()).doesNotContain("EUR");
  }

  private byte[] award(Staged auction, String recipient) {
    return range.commands().parent().award(auction.id(), recipient);
  }

  private Path receipt(Staged auction) throws IOException {
    return Files.write(range.folder().resolve("receipt.json"), auction.resolve().receipt());
  }

  /** As an option of {@code award open}. */
  private String file(byte[] award) throws IOException {
    return "--award=" + Files.write(range.folder().resolve("one.award"), award);
  }
}
