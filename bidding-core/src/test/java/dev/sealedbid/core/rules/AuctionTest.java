package dev.sealedbid.core.rules;

import static dev.sealedbid.core.rules.TermsFixture.lot;
import static dev.sealedbid.core.rules.TermsFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
  @DisplayName("against a brute-force oracle")
  class AgainstOracle {
    private static final int ROUNDS = 3_000;

    @Test
    @DisplayName("the winners are the oracle's, whatever the order of the sheets")
    void sameWinners() {
      for (long seed = 0; seed < ROUNDS; seed++) {
        Round round = new Round(seed);
        Decision decision = decide(round.terms, round.sheets);
        assertThat(decision.lots()).as("seed %d", seed).isEqualTo(round.oracle(decision));
        Collections.shuffle(round.sheets, round.random);
        assertThat(decide(round.terms, round.sheets))
            .as("seed %d", seed)
            .usingRecursiveComparison()
            .isEqualTo(decision);
      }
    }

    @Test
    @DisplayName("a winner who bids better stays the winner")
    void monotonic() {
      for (long seed = 0; seed < ROUNDS; seed++) {
        Round round = new Round(seed);
        Decision before = decide(round.terms, round.sheets);
        for (int lot = 0; lot < before.lots().size(); lot++) {
          for (String winner : before.lots().get(lot).winners()) {
            List<CountedSheet> better = round.better(winner, lot);
            assertThat(decide(round.terms, better).lots().get(lot).winners())
                .as("seed %d", seed)
                .contains(winner);
          }
        }
      }
    }

    @Test
    @DisplayName("no winner misses the reserve, and there are never more than units")
    void reserveAndUnits() {
      for (long seed = 0; seed < ROUNDS; seed++) {
        Round round = new Round(seed);
        List<LotResult> results = decide(round.terms, round.sheets).lots();
        for (int lot = 0; lot < results.size(); lot++) {
          Lot rules = round.terms.lots().get(lot);
          assertThat(results.get(lot).winners()).hasSizeLessThanOrEqualTo(rules.units());
          for (String winner : results.get(lot).winners()) {
            long amount = round.amount(winner, lot);
            boolean up = round.terms.direction() == Direction.HIGHEST_WINS;
            long reserve = rules.reserve().orElse(amount);
            assertThat(up ? amount >= reserve : amount <= reserve).as("seed %d", seed).isTrue();
          }
        }
      }
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

  @Test
  @DisplayName("the largest auction is decided, with ties of everybody")
  void decidesTheLargest() {
    List<Lot> lots = IntStream.range(0, Limits.MAX_LOTS).mapToObj(i -> lot("lot-" + i)).toList();
    Terms terms = terms(Direction.HIGHEST_WINS, Limits.MAX_BUYERS, lots);
    List<CountedSheet> sheets = new ArrayList<>();
    for (int i = 1; i <= Limits.MAX_BUYERS; i++) {
      long own = i;
      sheets.add(
          bid(i, IntStream.range(0, lots.size()).mapToLong(j -> j < 20 ? 7 : own).toArray()));
    }
    assertThat(decide(terms, sheets).lots())
        .hasSize(Limits.MAX_LOTS)
        .allSatisfy(lot -> assertThat(lot.status()).isEqualTo(LotStatus.SOLD));
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
    byte[] nonce = ByteBuffer.allocate(32).putInt(buyer).array();
    return new CountedSheet("buyer-" + buyer, BidSheet.bid(nonce, amounts), buyer);
  }

  /** A random auction with few different amounts, so that there are many ties. */
  private static final class Round {
    final Random random;
    final Terms terms;
    final List<CountedSheet> sheets = new ArrayList<>();

    Round(long seed) {
      random = new Random(seed);
      int buyers = 1 + random.nextInt(7);
      List<Lot> lots = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        Optional<Long> reserve =
            random.nextBoolean() ? Optional.of((long) random.nextInt(6)) : Optional.empty();
        lots.add(lot("lot-" + i, 1 + random.nextInt(3), reserve));
      }
      terms =
          terms(
              random.nextBoolean() ? Direction.HIGHEST_WINS : Direction.LOWEST_WINS, buyers, lots);
      for (int i = 1; i <= buyers; i++) {
        if (random.nextInt(5) > 0) {
          sheets.add(bid(i, random.longs(lots.size(), -1, 6).toArray()));
        }
      }
      Collections.shuffle(sheets, random);
    }

    long amount(String buyerId, int lot) {
      return sheets.stream()
          .filter(sheet -> sheet.buyerId().equals(buyerId))
          .findFirst()
          .orElseThrow()
          .sheet()
          .amount(lot);
    }

    /** The same sheets, but this buyer's amount for this lot is one better (and never below 0). */
    List<CountedSheet> better(String buyerId, int lot) {
      List<CountedSheet> changed = new ArrayList<>();
      for (CountedSheet counted : sheets) {
        long[] amounts =
            IntStream.range(0, counted.sheet().lots()).mapToLong(counted.sheet()::amount).toArray();
        if (counted.buyerId().equals(buyerId)) {
          amounts[lot] =
              terms.direction() == Direction.HIGHEST_WINS
                  ? amounts[lot] + 1
                  : Math.max(0, amounts[lot] - 1);
        }
        changed.add(
            new CountedSheet(
                counted.buyerId(),
                BidSheet.bid(counted.sheet().nonce(), amounts),
                counted.sequence()));
      }
      return changed;
    }

    /**
     * The definition taken literally, without sorting: a bid wins if it meets the reserve and fewer
     * than the lot's units of others beat it, by a better amount or by an equal one with a lesser
     * ticket.
     */
    List<LotResult> oracle(Decision decision) {
      List<LotResult> results = new ArrayList<>();
      for (int i = 0; i < terms.lots().size(); i++) {
        int index = i;
        Lot lot = terms.lots().get(i);
        List<String> winners =
            terms.buyers().stream()
                .map(buyer -> buyer.id())
                .filter(id -> sheets.stream().anyMatch(sheet -> sheet.buyerId().equals(id)))
                .filter(id -> takesPart(lot, amount(id, index)))
                .filter(id -> beatenBy(decision, lot, index, id) < lot.units())
                .toList();
        results.add(
            winners.isEmpty() ? LotResult.noSale(lot.id()) : LotResult.sold(lot.id(), winners));
      }
      return results;
    }

    private long beatenBy(Decision decision, Lot lot, int index, String id) {
      long own = amount(id, index);
      return sheets.stream()
          .filter(rival -> !rival.buyerId().equals(id))
          .filter(rival -> takesPart(lot, rival.sheet().amount(index)))
          .filter(
              rival -> {
                long other = rival.sheet().amount(index);
                if (other == own) {
                  return Lottery.rank(decision.lotterySeed(), lot.id(), rival.buyerId())
                          .compareTo(Lottery.rank(decision.lotterySeed(), lot.id(), id))
                      < 0;
                }
                return terms.direction() == Direction.HIGHEST_WINS ? other > own : other < own;
              })
          .count();
    }

    private boolean takesPart(Lot lot, long amount) {
      if (amount < 0) {
        return false;
      }
      long reserve = lot.reserve().orElse(amount);
      return terms.direction() == Direction.HIGHEST_WINS ? amount >= reserve : amount <= reserve;
    }
  }
}
