package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.SealedReserve.SELLER;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static dev.sealedbid.e2e.Staged.result;
import static dev.sealedbid.e2e.Staged.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.rules.Lottery;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.RewrittenHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an auctioneer does to a seller's sealed reserve, and what the seller does with it. */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on the sealed reserve")
class SellerAttackIT {
  private final AttackRange range;

  SellerAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Doesn't relay the sealed reserve (G6): the session ends in a void")
  void reserveNotRelayed() throws Exception {
    Staged auction = range.stage(2, new SealedReserve(range), Staged::bothBid);
    assertVoid(auction.resolve(range.decryptRole(), auction.copies()), "ABSENT");
  }

  @Attack
  @DisplayName("Relays it (G6): the reserve decides, and is told to nobody")
  void reserveRelayed() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    Staged auction =
        range.stage(
            2,
            reserve,
            open -> {
              reserve.seals(open, "30");
              open.bothBid();
            });
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Bids on its own lots (G3, G9): a seller's sheet of another kind ends in a void")
  void bidsItself() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    byte[][] sheet = new byte[1][];
    Staged auction =
        range.stage(
            2,
            reserve,
            open -> {
              CarelessBuyer seller = reserve.pinned(open);
              BidSheet bid = BidSheet.bid(seller.nonce(), new long[] {9_000});
              sheet[0] = reserve.sealed(open, seller, 1, bid);
              open.received(open.submit(SELLER, sheet[0]));
              open.bothBid();
            });
    assertVoid(auction.resolve(range.decryptRole(), with(auction, sheet)), "INVALID");
  }

  @Attack
  @DisplayName("Chooses its reserve when all have bid and closed (G4): CLOSED, then a void")
  void tooLate() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    CarelessBuyer[] seller = new CarelessBuyer[1];
    Staged auction =
        range.stage(
            2,
            reserve,
            open -> {
              seller[0] = reserve.pinned(open);
              open.bothBid();
            });
    BidSheet chosen = BidSheet.reserve(seller[0].nonce(), new long[] {4_900});
    assertRefused(
        auction.submit(SELLER, reserve.sealed(auction, seller[0], 1, chosen)), ErrorCode.CLOSED);
    assertVoid(auction.resolve(range.decryptRole(), auction.copies()), "ABSENT");
  }

  @Attack
  @DisplayName("Withdraws its reserve before closing (G9): WITHDRAWN for all to see, NO_SALE")
  void withdraws() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    Staged auction =
        range.stage(
            2,
            reserve,
            open -> {
              reserve.seals(open, "30");
              open.bothBid();
              reserve.withdraws(open);
            });
    byte[] receipt = auction.resolve().receipt();
    Outcome outcome = Staged.outcome(receipt);
    assertThat(result(outcome, SELLER).status()).isEqualTo(BuyerStatus.WITHDRAWN);
    assertThat(outcome.lots()).allMatch(lot -> lot.status() == LotStatus.NO_SALE);
    assertThat(auction.verify(receipt).exit()).isZero();
  }

  @Attack
  @DisplayName("Learns from NO_SALE how near a bid was (G8): the same as if nobody had bid")
  void noSaleSaysNothing() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    Staged auction =
        range.stage(
            2,
            terms -> reserve.accept(twoLots(terms)),
            open -> {
              reserve.seals(open, "50.01", "--amount", "lot-2=1");
              open.bothBid();
            });
    byte[] receipt = auction.resolve().receipt();
    Outcome outcome = Staged.outcome(receipt);
    LotResult missedByACent = outcome.lots().get(0);
    LotResult nobodyBid = outcome.lots().get(1);
    assertThat(missedByACent.status()).isEqualTo(LotStatus.NO_SALE);
    assertThat(nobodyBid)
        .isEqualTo(
            new LotResult(
                "lot-2", missedByACent.status(), missedByACent.winners(), missedByACent.price()));
    assertThat(auction.verify(receipt).exit()).isZero();
  }

  @Attack
  @DisplayName("Sends junk under the seller's header (G6): the reserve that was sealed counts")
  void junk() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    byte[][] sheets = new byte[2][];
    Staged auction =
        range.stage(
            2,
            reserve,
            open -> {
              CarelessBuyer seller = reserve.pinned(open);
              BidSheet sealed = BidSheet.reserve(seller.nonce(), new long[] {3_000});
              sheets[0] = reserve.sealed(open, seller, 1_000_000, sealed);
              sheets[1] = RewrittenHeader.replace(sheets[0], "1000000", "9000000");
              for (byte[] sheet : sheets) {
                open.received(open.submit(SELLER, sheet));
              }
              open.bothBid();
            });
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), with(auction, sheets)));
    assertThat(outcome.lots().get(0).winners()).containsExactly(auction.buyer(0));
    assertThat(result(outcome, SELLER).sheetSha384()).contains(Sha384.of(sheets[0]));
  }

  @Attack
  @DisplayName("Steers the lottery by its nonce (G6): all the others' are in the seed, and sealed")
  void choosesItsNonce() throws Exception {
    SealedReserve reserve = new SealedReserve(range);
    byte[][] nonces = new byte[3][];
    byte[][] sheets = new byte[3][];
    Staged auction =
        range.stage(
            2,
            reserve,
            open -> {
              for (int i = 0; i < 2; i++) {
                CarelessBuyer buyer = open.pinned(open.buyer(i));
                nonces[i] = buyer.nonce();
                BidSheet tied = BidSheet.bid(nonces[i], new long[] {5_000});
                sheets[i] = buyer.seal(open.auction(), open.buyer(i), 1, tied);
                open.received(open.submit(open.buyer(i), sheets[i]));
              }
              nonces[2] = new byte[BidSheet.NONCE_LENGTH]; // chosen, not random
              CarelessBuyer seller = reserve.pinned(open);
              BidSheet chosen = BidSheet.reserve(nonces[2], new long[] {100});
              sheets[2] = reserve.sealed(open, seller, 1, chosen);
              open.received(open.submit(SELLER, sheets[2]));
            });
    Outcome outcome = auction.outcome(auction.resolve(range.decryptRole(), sheets));
    byte[] label = "sealed-bid/v1/lottery\0".getBytes(StandardCharsets.US_ASCII);
    assertThat(outcome.lotterySeed())
        .isEqualTo(Sha384.of(label, auction.session().bytes(), nonces[0], nonces[1], nonces[2]));
    List<String> tied = List.of(auction.buyer(0), auction.buyer(1));
    assertThat(outcome.lots().get(0).winners())
        .containsExactly(Lottery.ranking(outcome.lotterySeed(), "lot-1", tied).get(0));
  }

  private static ObjectNode twoLots(ObjectNode terms) {
    ((ArrayNode) terms.required("lots")).addObject().put("id", "lot-2");
    return terms;
  }

  private static byte[][] with(Staged auction, byte[][] more) {
    return Stream.concat(Arrays.stream(auction.copies()), Arrays.stream(more))
        .toArray(byte[][]::new);
  }

  private static void assertVoid(Reply reply, String sellersCode) throws IOException {
    VoidStatement end = voided(reply);
    assertThat(end.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(end.buyers()).containsExactly(new BuyerCode(SELLER, sellersCode));
  }
}
