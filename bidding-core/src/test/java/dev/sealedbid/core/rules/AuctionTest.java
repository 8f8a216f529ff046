package dev.sealedbid.core.rules;

import static dev.sealedbid.core.rules.TermsFixture.lot;
import static dev.sealedbid.core.rules.TermsFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Disclosure;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuctionTest {
  private static final SessionId SESSION = SessionId.parse("5e".repeat(32));

  @Nested
  @DisplayName("by hand")
  class ByHand {
    @Test
    void theHighestWins() {
      Terms terms = terms(Direction.HIGHEST_WINS, 3, List.of(lot("a"), lot("b"), lot("c")));
      assertThat(decide(terms, bid(1, 10, 5, -1), bid(2, 11, -1, -1), bid(3, 9, 4, -1)).lots())
          .containsExactly(
              LotResult.sold("a", List.of("buyer-2")),
              LotResult.sold("b", List.of("buyer-1")),
              LotResult.noSale("c"));
    }

    @Test
    void theLowestWins() {
      Terms terms = terms(Direction.LOWEST_WINS, 3, List.of(lot("a"), lot("b")));
      assertThat(decide(terms, bid(1, 10, 5), bid(2, 11, -1), bid(3, 9, 0)).lots())
          .containsExactly(
              LotResult.sold("a", List.of("buyer-3")), LotResult.sold("b", List.of("buyer-3")));
    }

    @Test
    void aBidOfTheReserveMeetsIt() {
      List<Lot> lots = List.of(lot("a", 1, Optional.of(10L)));
      Terms up = terms(Direction.HIGHEST_WINS, 1, lots);
      assertThat(winners(up, bid(1, 9))).isEmpty();
      assertThat(winners(up, bid(1, 10))).containsExactly("buyer-1");
      Terms down = terms(Direction.LOWEST_WINS, 1, lots);
      assertThat(winners(down, bid(1, 11))).isEmpty();
      assertThat(winners(down, bid(1, 10))).containsExactly("buyer-1");
    }

    @Test
    void zeroIsABidAndNoBidIsNone() {
      Terms terms = terms(Direction.LOWEST_WINS, 2, List.of(lot("a")));
      assertThat(winners(terms, bid(1, -1), bid(2, 0))).containsExactly("buyer-2");
      assertThat(winners(terms, bid(1, -1))).isEmpty();
      assertThat(winners(terms)).isEmpty();
    }

    @Test
    void aTieGoesToTheLeastTicket() {
      Terms terms = terms(Direction.HIGHEST_WINS, 4, List.of(lot("a")));
      Decision decision = decide(terms, bid(1, 10), bid(2, 10), bid(3, 9), bid(4, 10));
      String first =
          Lottery.ranking(decision.lotterySeed(), "a", List.of("buyer-1", "buyer-2", "buyer-4"))
              .get(0);
      assertThat(decision.lots()).containsExactly(LotResult.sold("a", List.of(first)));
    }

    /** [L-3]. */
    @Test
    void theSeedIsThereWithoutATie() {
      Terms terms = terms(Direction.HIGHEST_WINS, 3, List.of(lot("a")));
      CountedSheet one = bid(1, 10);
      CountedSheet three = bid(3, -1);
      assertThat(decide(terms, three, one).lotterySeed())
          .isEqualTo(Lottery.seed(SESSION, List.of(one.sheet().nonce(), three.sheet().nonce())));
      assertThat(decide(terms).lotterySeed()).isEqualTo(Lottery.seed(SESSION, List.of()));
    }

    @Test
    void severalUnitsGoToSeveralWinnersInBuyerOrder() {
      Terms terms = terms(Direction.HIGHEST_WINS, 4, List.of(lot("a", 2, Optional.empty())));
      assertThat(winners(terms, bid(4, 12), bid(1, 9), bid(2, 11), bid(3, 10)))
          .containsExactly("buyer-2", "buyer-4");
    }
  }

  @Nested
  @DisplayName("prices by hand")
  class Prices {
    private final Lot two = lot("a", 2, Optional.of(10L));

    @Test
    @DisplayName("[W-3] FIRST_PRICE: one winner pays its own, several the worst winning amount")
    void firstPrice() {
      Terms one = priced(Rule.FIRST_PRICE, Direction.HIGHEST_WINS, lot("a"));
      assertThat(decide(one, bid(1, 30), bid(2, 20)).lots())
          .containsExactly(LotResult.sold("a", List.of("buyer-1"), 30));
      Terms several = priced(Rule.FIRST_PRICE, Direction.HIGHEST_WINS, two);
      assertThat(decide(several, bid(1, 30), bid(2, 20), bid(3, 15)).lots())
          .containsExactly(LotResult.sold("a", List.of("buyer-1", "buyer-2"), 20));
    }

    @Test
    @DisplayName("[W-3] SECOND_PRICE: the best losing amount, or the reserve")
    void secondPrice() {
      Terms up = priced(Rule.SECOND_PRICE, Direction.HIGHEST_WINS, lot("a", 1, Optional.of(10L)));
      assertThat(price(up, bid(1, 30), bid(2, 20), bid(3, 15))).isEqualTo(20);
      assertThat(price(up, bid(1, 30), bid(2, 30))).isEqualTo(30);
      assertThat(price(up, bid(1, 30), bid(2, 9))).isEqualTo(10);
      assertThat(price(up, bid(1, 30))).isEqualTo(10);
      assertThat(price(up, bid(1, 9))).isEqualTo(ClearingPrices.NONE);
      Terms down = priced(Rule.SECOND_PRICE, Direction.LOWEST_WINS, lot("a", 1, Optional.of(10L)));
      assertThat(price(down, bid(1, 3), bid(2, 7), bid(3, 9))).isEqualTo(7);
      assertThat(price(down, bid(1, 3), bid(2, 11))).isEqualTo(10);
    }

    @Test
    @DisplayName("[W-3] SECOND_PRICE with two units: the third amount")
    void uniformSecondPrice() {
      Terms terms = priced(Rule.SECOND_PRICE, Direction.HIGHEST_WINS, two);
      assertThat(decide(terms, bid(1, 30), bid(2, 20), bid(3, 15), bid(4, 12)).lots())
          .containsExactly(LotResult.sold("a", List.of("buyer-1", "buyer-2"), 15));
      assertThat(price(terms, bid(1, 30), bid(2, 20))).isEqualTo(10);
      assertThat(price(terms, bid(1, 30), bid(2, 20), bid(3, 20))).isEqualTo(20);
    }

    @Test
    @DisplayName("[W-4] a sealed reserve is met or not, and NO_SALE says no more")
    void sealedReserve() {
      Terms terms = priced(Rule.SECOND_PRICE, Direction.HIGHEST_WINS, TermsFixture.sealed("a", 1));
      assertThat(decide(terms, bid(1, 30), bid(2, 20), reserve(25)).lots())
          .containsExactly(LotResult.sold("a", List.of("buyer-1"), 25));
      assertThat(decide(terms, bid(1, 30), reserve(31)).lots())
          .containsExactly(LotResult.noSale("a"));
      assertThat(decide(terms, bid(1, 30)).lots()).containsExactly(LotResult.noSale("a"));
    }

    @Test
    @DisplayName("[L-1] the seller's nonce is the seed's last")
    void sellersNonce() {
      Terms terms = priced(Rule.FIRST_PRICE, Direction.HIGHEST_WINS, TermsFixture.sealed("a", 1));
      CountedSheet bid = bid(1, 30);
      CountedSheet reserve = reserve(1);
      assertThat(decide(terms, reserve, bid).lotterySeed())
          .isEqualTo(Lottery.seed(SESSION, List.of(bid.sheet().nonce(), reserve.sheet().nonce())));
    }

    @Test
    @DisplayName("[W-6] EARLIEST_ACKNOWLEDGED: of equals the least sequence")
    void earliest() {
      Terms terms =
          terms(
              Rule.FIRST_PRICE,
              TieBreak.EARLIEST_ACKNOWLEDGED,
              Direction.HIGHEST_WINS,
              4,
              List.of(lot("a", 2, Optional.empty())));
      CountedSheet[] sheets = {
        numbered(1, 7, 30), numbered(2, 3, 30), numbered(3, 5, 30), numbered(4, 1, 29)
      };
      assertThat(winners(terms, sheets)).containsExactly("buyer-2", "buyer-3");
    }

    @Test
    @DisplayName("[D-1] no price where the terms don't publish it")
    void hidden() {
      for (Disclosure disclosure : Disclosure.values()) {
        Terms terms =
            terms(
                Rule.FIRST_PRICE,
                TieBreak.LOTTERY,
                Direction.HIGHEST_WINS,
                disclosure,
                1,
                List.of(lot("a")));
        Decision decision = decide(terms, bid(1, 4_711));
        assertThat(decision.lots().get(0).price().isPresent())
            .isEqualTo(disclosure == Disclosure.PRICE_PUBLIC);
        assertThat(decision.prices().price(0)).isEqualTo(4_711);
        if (disclosure != Disclosure.PRICE_PUBLIC) {
          assertThat(decision.toString()).doesNotContain("4711");
        }
      }
    }

    @Test
    void pricesAreWiped() {
      Terms terms = priced(Rule.FIRST_PRICE, Direction.HIGHEST_WINS, lot("a"));
      ClearingPrices prices = decide(terms, bid(1, 30)).prices();
      assertThat(prices.lots()).isEqualTo(1);
      prices.close();
      assertThatIllegalStateException().isThrownBy(() -> prices.price(0));
    }

    private static long price(Terms terms, CountedSheet... sheets) {
      return decide(terms, sheets).prices().price(0);
    }

    private static Terms priced(Rule rule, Direction direction, Lot lot) {
      return terms(rule, TieBreak.LOTTERY, direction, Disclosure.PRICE_PUBLIC, 4, List.of(lot));
    }
  }

  @Nested
  @DisplayName("fails closed")
  class FailsClosed {
    private final Terms terms = terms(Direction.HIGHEST_WINS, 2, List.of(lot("a")));

    @Test
    void twoSheetsOfABuyer() {
      assertThatIllegalArgumentException().isThrownBy(() -> decide(terms, bid(1, 1), bid(1, 2)));
    }

    @Test
    void anUnlistedBuyer() {
      assertThatIllegalArgumentException().isThrownBy(() -> decide(terms, bid(3, 1)));
    }

    @Test
    void aSheetForOtherLots() {
      assertThatIllegalArgumentException().isThrownBy(() -> decide(terms, bid(1, 1, 1)));
    }

    @Test
    void otherKinds() {
      BidSheet withdrawal = BidSheet.withdraw(new byte[32], 1);
      BidSheet reserve = BidSheet.reserve(new byte[32], new long[] {4_711});
      for (BidSheet sheet : List.of(withdrawal, reserve)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> decide(terms, new CountedSheet("buyer-1", sheet, 1)))
            .withMessageNotContaining("4711");
      }
    }

    @Test
    void twoSheetsWithOneSequence() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> decide(terms, numbered(1, 5, 1), numbered(2, 5, 1)));
    }

    @Test
    void aReserveThatNobodyAskedFor() {
      assertThatIllegalArgumentException().isThrownBy(() -> decide(terms, reserve(1)));
    }

    @Test
    void aBidOfTheSeller() {
      Terms sealed = terms(Direction.HIGHEST_WINS, 2, List.of(TermsFixture.sealed("a", 1)));
      BidSheet bid = BidSheet.bid(new byte[32], new long[] {1});
      assertThatIllegalArgumentException()
          .isThrownBy(() -> decide(sealed, new CountedSheet("seller", bid, 1)));
    }

    @Test
    void aPriceThatNothingSays() {
      Terms asked =
          terms(Rule.SECOND_PRICE, TieBreak.LOTTERY, Direction.HIGHEST_WINS, 1, List.of(lot("a")));
      assertThatIllegalArgumentException().isThrownBy(() -> decide(asked, bid(1, 1)));
    }
  }

  @Nested
  @DisplayName("a sheet's content")
  class Content {
    private final Lot lot =
        new Lot(
            "a", "", 1, Optional.empty(), false, Optional.of(5L), Optional.of(Set.of("buyer-1")));
    private final Terms terms = terms(Direction.HIGHEST_WINS, 2, List.of(lot("z"), lot));

    @Test
    void mustLieOnTheStep() {
      assertThat(check("buyer-1", 7, 10)).isEmpty();
      assertThat(check("buyer-1", 7, 0)).isEmpty();
      assertThat(check("buyer-1", 7, 11)).contains(SheetContent.Reason.OFF_STEP);
    }

    @Test
    void mustBeForAdmittedLots() {
      assertThat(check("buyer-2", 7, 10)).contains(SheetContent.Reason.NOT_ADMITTED);
      assertThat(check("buyer-2", 7, -1)).isEmpty();
    }

    @Test
    void mustHaveTheTermsLots() {
      assertThat(check("buyer-1", 7)).contains(SheetContent.Reason.WRONG_LOTS);
    }

    @Test
    void mustNotBeAReserve() {
      BidSheet reserve = BidSheet.reserve(new byte[32], new long[] {-1, -1});
      assertThat(SheetContent.check(terms, "buyer-1", reserve))
          .contains(new SheetContent.Fault(SheetContent.Reason.WRONG_KIND, Optional.empty()));
    }

    @Test
    @DisplayName("[S-3] the seller has a reserve for exactly the lots whose reserve is sealed")
    void sellersReserves() {
      Lot sealed = new Lot("s", "", 1, Optional.empty(), true, Optional.of(5L), Optional.empty());
      Terms sold = terms(Direction.HIGHEST_WINS, 2, List.of(lot("z"), sealed));
      assertThat(seller(sold, BidSheet.reserve(new byte[32], new long[] {-1, 10}))).isEmpty();
      assertThat(seller(sold, BidSheet.withdraw(new byte[32], 2))).isEmpty();
      assertThat(seller(sold, BidSheet.reserve(new byte[32], new long[] {-1, -1})))
          .contains(SheetContent.Reason.RESERVE_MISSING);
      assertThat(seller(sold, BidSheet.reserve(new byte[32], new long[] {10, 10})))
          .contains(SheetContent.Reason.RESERVE_NOT_SEALED);
      assertThat(seller(sold, BidSheet.reserve(new byte[32], new long[] {-1, 11})))
          .contains(SheetContent.Reason.OFF_STEP);
      assertThat(seller(sold, BidSheet.bid(new byte[32], new long[] {-1, 10})))
          .contains(SheetContent.Reason.WRONG_KIND);
    }

    private static Optional<SheetContent.Reason> seller(Terms terms, BidSheet sheet) {
      return SheetContent.check(terms, "seller", sheet).map(SheetContent.Fault::reason);
    }

    @Test
    void faultsNameTheLot() {
      BidSheet sheet = BidSheet.bid(new byte[32], new long[] {1, 1});
      assertThat(SheetContent.check(terms, "buyer-1", sheet))
          .contains(new SheetContent.Fault(SheetContent.Reason.OFF_STEP, Optional.of("a")));
    }

    private Optional<SheetContent.Reason> check(String buyerId, long... amounts) {
      return SheetContent.check(terms, buyerId, BidSheet.bid(new byte[32], amounts))
          .map(SheetContent.Fault::reason);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("the largest auction is decided, with ties of everybody for all units")
  void decidesTheLargest(TieBreak tieBreak) {
    int units = Limits.MAX_UNITS_TOGETHER / Limits.MAX_LOTS;
    List<Lot> lots =
        IntStream.range(0, Limits.MAX_LOTS)
            .mapToObj(i -> lot("lot-" + i, units, Optional.of(1L)))
            .toList();
    Terms terms =
        terms(
            Rule.SECOND_PRICE,
            tieBreak,
            Direction.HIGHEST_WINS,
            Disclosure.PRICE_PUBLIC,
            Limits.MAX_BUYERS,
            lots);
    List<CountedSheet> sheets = new ArrayList<>();
    for (int i = 1; i <= Limits.MAX_BUYERS; i++) {
      long own = i;
      sheets.add(
          bid(i, IntStream.range(0, lots.size()).mapToLong(j -> j < 20 ? 7 : own).toArray()));
    }
    assertThat(decide(terms, sheets).lots())
        .hasSize(Limits.MAX_LOTS)
        .allSatisfy(lot -> assertThat(lot.winners()).hasSize(units));
  }

  @Test
  void countedSheetsSayNothing() {
    assertThat(bid(1, 4_711)).hasToString("CountedSheet[buyer-1]");
  }

  private static List<String> winners(Terms terms, CountedSheet... sheets) {
    return decide(terms, sheets).lots().get(0).winners();
  }

  private static Decision decide(Terms terms, CountedSheet... sheets) {
    return decide(terms, Arrays.asList(sheets));
  }

  private static Decision decide(Terms terms, List<CountedSheet> sheets) {
    return Auction.decide(terms, SESSION, sheets);
  }

  private static CountedSheet bid(int buyer, long... amounts) {
    return numbered(buyer, buyer, amounts);
  }

  private static CountedSheet numbered(int buyer, long sequence, long... amounts) {
    byte[] nonce = ByteBuffer.allocate(32).putInt(buyer).array();
    return new CountedSheet("buyer-" + buyer, BidSheet.bid(nonce, amounts), sequence);
  }

  private static CountedSheet reserve(long amount) {
    byte[] nonce = ByteBuffer.allocate(32).putInt(77).array();
    return new CountedSheet("seller", BidSheet.reserve(nonce, new long[] {amount}), 77);
  }
}
