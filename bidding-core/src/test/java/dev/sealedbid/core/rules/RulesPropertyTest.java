package dev.sealedbid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.LotStatus;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.TieBreak;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What holds for every auction: 1,500 random ones, of every rule, direction and tie-break, against
 * {@link Oracle} and against one another.
 */
class RulesPropertyTest {
  private static final int ROUNDS = 1_500;

  @Test
  @DisplayName("[W-1] [W-2] [W-3] [W-4] winners and prices are the brute-force oracle's")
  void oracle() {
    everyRound(
        round -> {
          Decision decision = round.decide();
          Oracle oracle = round.oracle(decision.lotterySeed());
          for (int lot = 0; lot < round.lots.size(); lot++) {
            LotResult result = decision.lots().get(lot);
            assertThat(result.winners()).isEqualTo(oracle.winners(lot));
            assertThat(decision.prices().price(lot)).isEqualTo(oracle.price(lot));
            assertThat(result.status() == LotStatus.SOLD).isEqualTo(!result.winners().isEmpty());
            assertThat(result.price().orElse(-1L)).isEqualTo(oracle.price(lot));
          }
        });
  }

  @Test
  @DisplayName("the random auctions are of every kind, and each kind has sales and ties to decide")
  void everyKind() {
    Map<String, Integer> sold = new HashMap<>();
    everyRound(
        round -> {
          Decision decision = round.decide();
          for (int lot = 0; lot < round.lots.size(); lot++) {
            if (decision.lots().get(lot).status() == LotStatus.SOLD) {
              boolean sealed = round.lots.get(lot).sealedReserve();
              int units = round.lots.get(lot).units();
              String kind =
                  "%s %s %s %d %s"
                      .formatted(round.rule, round.direction, round.tieBreak, units, sealed);
              sold.merge(kind, 1, Integer::sum);
            }
          }
        });
    assertThat(sold).hasSize(2 * 2 * 2 * 3 * 2);
    assertThat(sold.values()).allSatisfy(count -> assertThat(count).isGreaterThan(5));
  }

  @Test
  @DisplayName("[W-5] the order of the sheets means nothing, in ties either")
  void permutations() {
    everyRound(
        round -> {
          Decision first = round.decide();
          for (int i = 0; i < 5; i++) {
            assertThat(round.decide()).usingRecursiveComparison().isEqualTo(first);
          }
        });
  }

  @Test
  @DisplayName("a winner who bids better stays the winner")
  void monotonic() {
    everyRound(
        round ->
            everyWinner(
                round,
                (winner, lot) -> {
                  for (long amount = 0; amount <= Round.TOP; amount++) {
                    if (round.better(amount, round.amount(winner, lot))) {
                      assertThat(winnersOf(round.with(winner, lot, amount), lot)).contains(winner);
                    }
                  }
                }));
  }

  @Test
  @DisplayName("a loser who bids worse stays a loser, and doesn't change who wins")
  void losersStayLosers() {
    everyRound(
        round -> {
          for (int lot = 0; lot < round.lots.size(); lot++) {
            List<String> winners = winnersOf(round, lot);
            for (String buyer : round.amounts.keySet()) {
              long own = round.amount(buyer, lot);
              for (long amount = 0; own >= 0 && amount <= Round.TOP; amount++) {
                if (!winners.contains(buyer) && round.better(own, amount)) {
                  assertThat(winnersOf(round.with(buyer, lot, amount), lot)).isEqualTo(winners);
                }
              }
            }
          }
        });
  }

  @Test
  @DisplayName("[W-3] the second price is never better for the seller than the first")
  void secondPriceNeverAboveFirst() {
    everyRound(
        round -> {
          if (round.rule == Rule.SECOND_PRICE) {
            Decision second = round.decide();
            Decision first = round.withRule(Rule.FIRST_PRICE).decide();
            for (int lot = 0; lot < round.lots.size(); lot++) {
              long paid = second.prices().price(lot);
              assertThat(second.lots().get(lot).winners())
                  .isEqualTo(first.lots().get(lot).winners());
              assertThat(round.better(paid, first.prices().price(lot)) && paid >= 0).isFalse();
            }
          }
        });
  }

  @Test
  @DisplayName("[W-3] a price meets the reserve, and no winner pays worse than it bid")
  void pricesAreFair() {
    everyRound(
        round -> {
          Decision decision = round.decide();
          everyWinner(
              round,
              (winner, lot) -> {
                long price = decision.prices().price(lot);
                OptionalLong reserve = round.reserve(lot);
                assertThat(reserve.isPresent() && round.better(reserve.getAsLong(), price))
                    .isFalse();
                assertThat(round.better(price, round.amount(winner, lot))).isFalse();
              });
        });
  }

  @Test
  @DisplayName("[W-3] under SECOND_PRICE a winner's own amount doesn't change what it pays")
  void secondPriceIsNotTheWinners() {
    everyRound(
        round -> {
          if (round.rule == Rule.SECOND_PRICE) {
            Decision decision = round.decide();
            everyWinner(
                round,
                (winner, lot) -> {
                  for (long amount = 0; amount <= Round.TOP; amount++) {
                    Decision other = round.with(winner, lot, amount).decide();
                    long price = decision.prices().price(lot);
                    if (other.lots().get(lot).winners().contains(winner)) {
                      assertThat(other.prices().price(lot)).isEqualTo(price);
                    } else {
                      assertThat(round.better(amount, price)).isFalse();
                    }
                  }
                });
          }
        });
  }

  @Test
  @DisplayName("never more winners than units, and no unit left while somebody meets the reserve")
  void units() {
    everyRound(
        round -> {
          for (int lot = 0; lot < round.lots.size(); lot++) {
            int units = round.lots.get(lot).units();
            assertThat(winnersOf(round, lot)).hasSizeLessThanOrEqualTo(units);
            OptionalLong reserve = round.reserve(lot);
            boolean unsold = round.lots.get(lot).sealedReserve() && round.sellerWithdraws;
            long meeting = 0;
            for (long[] own : round.amounts.values()) {
              boolean meets =
                  own[lot] >= 0
                      && (reserve.isEmpty() || !round.better(reserve.getAsLong(), own[lot]));
              meeting += meets && !unsold ? 1 : 0;
            }
            assertThat(winnersOf(round, lot)).hasSize((int) Math.min(units, meeting));
          }
        });
  }

  @Test
  @DisplayName("[W-4] a sealed reserve decides as the same public one")
  void sealedAsPublic() {
    everyRound(
        round -> {
          if (round.anySealed() && !round.sellerWithdraws) {
            Decision sealed = round.decide();
            Decision published = round.withPublicReserves().decide();
            for (int lot = 0; lot < round.lots.size(); lot++) {
              assertThat(sealed.prices().price(lot)).isEqualTo(published.prices().price(lot));
              // The seller's nonce is in the seed, so a lottery may be drawn differently.
              if (round.tieBreak == TieBreak.EARLIEST_ACKNOWLEDGED) {
                assertThat(sealed.lots().get(lot)).isEqualTo(published.lots().get(lot));
              } else {
                assertThat(sealed.lots().get(lot).winners())
                    .hasSameSizeAs(published.lots().get(lot).winners());
              }
            }
          }
        });
  }

  @Test
  @DisplayName("[W-4] a seller that withdraws sells no lot with a sealed reserve, and all others")
  void sellerWithdraws() {
    everyRound(
        round -> {
          round.sellerWithdraws = true;
          Decision decision = round.decide();
          Decision published = round.withPublicReserves().decide();
          for (int lot = 0; lot < round.lots.size(); lot++) {
            assertThat(decision.lots().get(lot))
                .isEqualTo(
                    round.lots.get(lot).sealedReserve()
                        ? LotResult.noSale("lot-" + lot)
                        : published.lots().get(lot));
          }
        });
  }

  @Test
  @DisplayName("LOWEST_WINS is HIGHEST_WINS in a mirror")
  void mirror() {
    everyRound(
        round -> {
          Decision decision = round.decide();
          Decision mirrored = round.mirrored().decide();
          for (int lot = 0; lot < round.lots.size(); lot++) {
            assertThat(mirrored.lots().get(lot).winners())
                .isEqualTo(decision.lots().get(lot).winners());
            long price = decision.prices().price(lot);
            assertThat(mirrored.prices().price(lot)).isEqualTo(price < 0 ? -1 : Round.TOP - price);
          }
        });
  }

  private static void everyRound(Consumer<Round> property) {
    for (long seed = 0; seed < ROUNDS; seed++) {
      try {
        property.accept(new Round(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private interface WinnerOfLot {
    void accept(String winner, int lot);
  }

  private static void everyWinner(Round round, WinnerOfLot check) {
    List<LotResult> results = round.decide().lots();
    for (int lot = 0; lot < results.size(); lot++) {
      for (String winner : results.get(lot).winners()) {
        check.accept(winner, lot);
      }
    }
  }

  private static List<String> winnersOf(Round round, int lot) {
    return round.decide().lots().get(lot).winners();
  }
}
