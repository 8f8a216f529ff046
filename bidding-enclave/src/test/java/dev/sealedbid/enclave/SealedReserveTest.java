package dev.sealedbid.enclave;

import static dev.sealedbid.enclave.TestEnclave.CLOSES;
import static dev.sealedbid.enclave.TestEnclave.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.BuyerCode;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The seller as a party of the ballot box. */
class SealedReserveTest {
  private final TestEnclave enclave = new TestEnclave();
  private final TestEnclave.Auction auction = enclave.auction("a", 2).withSealedReserve();
  private byte[] bid = new byte[0];

  private void oneBid() {
    auction.open();
    bid = auction.bid("buyer-1", 1, 100, 900);
    auction.acknowledged("buyer-1", bid);
  }

  @Test
  @DisplayName("the reserve decides, and the outcome says no more than NO_SALE")
  void decides() {
    oneBid();
    byte[] high = auction.reserve(2, BidSheet.NO_BID, 901);
    byte[] low = auction.reserve(1, BidSheet.NO_BID, 900);
    auction.acknowledged("seller", high);
    auction.acknowledged("seller", low);
    enclave.time.set(CLOSES);
    Outcome outcome = auction.outcome(auction.resolveWith(bid, high, low));
    assertThat(outcome.lots().get(0).status()).isEqualTo(LotStatus.SOLD);
    assertThat(outcome.lots().get(1).status()).isEqualTo(LotStatus.NO_SALE);
    assertThat(outcome.lots().get(1).price()).isEmpty();
    BuyerResult seller = outcome.buyers().get(2);
    assertThat(seller.buyerId()).isEqualTo("seller");
    assertThat(seller.status()).isEqualTo(BuyerStatus.COUNTED);
    assertThat(seller.sheetSha384()).contains(Sha384.of(high));
  }

  @Test
  @DisplayName("[R-2] a reserve that wasn't relayed: void before any KMS call")
  void notRelayed() {
    oneBid();
    enclave.time.set(CLOSES);
    VoidStatement said = auction.voided(auction.resolve());
    assertThat(said.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(said.buyers()).containsExactly(new BuyerCode("seller", "ABSENT"));
    assertThat(enclave.kms.calls).isEmpty();
  }

  @Test
  @DisplayName("[R-10] only junk under the seller's header: void, and of a junk higher one nothing")
  void junk() {
    oneBid();
    byte[] junk = auction.junk("seller", 9);
    auction.acknowledged("seller", junk);
    enclave.time.set(CLOSES);
    assertThat(auction.voided(auction.resolveWith(bid, junk)).buyers())
        .containsExactly(new BuyerCode("seller", "INVALID"));

    TestEnclave.Auction other = openedEarlier("b");
    byte[] reserve = other.reserve(1, BidSheet.NO_BID, 1);
    byte[] above = other.junk("seller", Long.MAX_VALUE);
    other.acknowledged("seller", reserve);
    other.acknowledged("seller", above);
    enclave.time.set(CLOSES.plusSeconds(10_800));
    assertThat(other.outcome(other.resolveWith(reserve, above)).buyers().get(2).sheetSha384())
        .contains(Sha384.of(reserve));
  }

  private TestEnclave.Auction openedEarlier(String id) {
    return enclave
        .auction(id, 2)
        .withSealedReserve()
        .with("closesAt", '"' + CLOSES.plusSeconds(10_800).toString() + '"')
        .with("resolveBy", '"' + CLOSES.plusSeconds(14_400).toString() + '"')
        .open();
  }

  @Test
  @DisplayName("[R-10] a seller whose key is gone ends the session, EXCLUDE or not")
  void keyGone() {
    auction.with("keyGone", "\"EXCLUDE\"");
    oneBid();
    byte[] reserve = auction.reserve(1, BidSheet.NO_BID, 1);
    auction.acknowledged("seller", reserve);
    enclave.time.set(CLOSES);
    enclave.kms.refusals.put(auction.expected("seller").keyArn(), "DisabledException");
    VoidStatement said = auction.voided(auction.resolveWith(bid, reserve));
    assertThat(said.reason()).isEqualTo(VoidReason.REQUIRED_PARTY_MISSING);
    assertThat(said.buyers()).containsExactly(new BuyerCode("seller", "DisabledException"));
  }

  @Test
  @DisplayName("a seller that withdraws sells no lot of a sealed reserve")
  void withdrawn() {
    oneBid();
    byte[] reserve = auction.reserve(1, BidSheet.NO_BID, 1);
    byte[] withdrawal = auction.withdrawal("seller", 2);
    auction.acknowledged("seller", reserve);
    auction.acknowledged("seller", withdrawal);
    enclave.time.set(CLOSES);
    Outcome outcome = auction.outcome(auction.resolveWith(bid, reserve, withdrawal));
    assertThat(outcome.lots().get(0).status()).isEqualTo(LotStatus.SOLD);
    assertThat(outcome.lots().get(1).status()).isEqualTo(LotStatus.NO_SALE);
    assertThat(outcome.buyers().get(2).status()).isEqualTo(BuyerStatus.WITHDRAWN);
  }

  @Test
  @DisplayName("[S-3] bids, or reserves for another set of lots, are no reserves: void")
  void malformed() {
    oneBid();
    byte[] sheet = auction.bid("seller", 1, BidSheet.NO_BID, 900);
    auction.acknowledged("seller", sheet);
    enclave.time.set(CLOSES);
    assertThat(auction.voided(auction.resolveWith(bid, sheet)).buyers())
        .containsExactly(new BuyerCode("seller", "INVALID"));
  }

  @Test
  @DisplayName("[S-4] the seller's purpose is reserve, a buyer's is sheet, and never the other")
  void purposes() {
    oneBid();
    assertThat(auction.expected("seller").purpose()).isEqualTo(Purpose.RESERVE);
    for (String party : new String[] {"seller", "buyer-2"}) {
      ExpectedSheet right = auction.expected(party);
      Purpose other = right.purpose() == Purpose.SHEET ? Purpose.RESERVE : Purpose.SHEET;
      ExpectedSheet wrong =
          new ExpectedSheet(
              other,
              right.auctionId(),
              right.sessionId(),
              right.termsSha384(),
              party,
              right.keyArn(),
              right.sheetLength());
      try (BidSheet sheet = BidSheet.bid(enclave.nonce(), new long[] {1, 1});
          SealedSheet sealed =
              new SheetSealer(enclave.kms.client(), wrong.keyArn()).seal(sheet, wrong.context(1))) {
        assertThat(code(auction.submit(party, sealed.ciphertext())))
            .isEqualTo(ErrorCode.SHEET_WRONG_CONTEXT);
      }
    }
  }
}
