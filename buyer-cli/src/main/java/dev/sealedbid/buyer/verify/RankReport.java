package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.cli.Console;
import dev.sealedbid.core.rules.Lottery;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.MalformedSheetException;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Rule;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import dev.sealedbid.verify.VerifiedReceipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who would win a tie with whom: what the published seed (or, with EARLIEST_ACKNOWLEDGED, the
 * published sequence) says of every buyer that may take part in a lot. Who did bid on it, and
 * whether anybody tied, isn't published, and nothing here tells it, except to a buyer what follows
 * from its own amount and a public price.
 */
final class RankReport {
  private final Console console;
  private final Terms terms;
  private final Outcome outcome;

  RankReport(Console console, VerifiedReceipt receipt) {
    this.console = console;
    this.terms = receipt.terms().terms();
    this.outcome = receipt.outcome().statement();
  }

  /** Prints the ranks and returns them for {@code --json}: lot by lot, the best first. */
  Map<String, Object> print(List<BidFile> own) {
    Map<String, Object> view = new LinkedHashMap<>();
    for (int i = 0; i < terms.lots().size(); i++) {
      Lot lot = terms.lots().get(i);
      List<String> ranking = ranking(lot);
      view.put(lot.id(), ranking);
      console.print(
          "  ranks        "
              + lot.id()
              + ": "
              + (ranking.isEmpty() ? "nobody took part" : String.join(" > ", ranking)));
      LotResult result = outcome.lots().get(i);
      for (BidFile mine : own) {
        OptionalLong amount = amount(mine, i);
        int rank = ranking.indexOf(mine.buyerId());
        if (amount.isPresent() && rank >= 0 && !result.winners().isEmpty()) {
          if (result.winners().contains(mine.buyerId())) {
            say("you won it; your rank is " + (rank + 1) + " of " + ranking.size());
          } else {
            explain(amount.getAsLong(), rank, ranking, result);
          }
        }
      }
    }
    return view;
  }

  private List<String> ranking(Lot lot) {
    List<String> counted =
        outcome.buyers().stream()
            .filter(result -> result.status() == BuyerStatus.COUNTED)
            .map(BuyerResult::buyerId)
            .filter(id -> terms.buyer(id).isPresent() && lot.admits(id))
            .toList();
    return terms.tieBreak() == TieBreak.LOTTERY
        ? Lottery.ranking(outcome.lotterySeed(), lot.id(), counted)
        : bySequence(counted);
  }

  private List<String> bySequence(List<String> counted) {
    Map<String, Long> sequences = new HashMap<>();
    for (BuyerResult result : outcome.buyers()) {
      outcome.acknowledged().stream()
          .filter(sheet -> result.sheetSha384().equals(Optional.of(sheet.sheetSha384())))
          .mapToLong(AcknowledgedSheet::sequence)
          .min()
          .ifPresent(sequence -> sequences.put(result.buyerId(), sequence));
    }
    List<String> ranking = new ArrayList<>(counted);
    ranking.sort(Comparator.comparing(id -> sequences.getOrDefault(id, Long.MAX_VALUE)));
    return ranking;
  }

  /** Why a buyer lost. */
  private void explain(long amount, int rank, List<String> ranking, LotResult lot) {
    Optional<Long> price = lot.price();
    if (price.isPresent() && isWorse(amount, price.get())) {
      // A winner's amount is at least as good as the price, by every rule.
      say("you tied with no winner: your amount is worse than the price");
    } else if (price.isPresent() && amount == price.get() && terms.rule() == Rule.FIRST_PRICE) {
      say(
          lot.winners().size() == 1
              ? "you tied with " + lot.winners().get(0) + ", and the rank decided"
              : "you tied with the last of the winners, and the rank decided");
    } else {
      lot.winners().forEach(winner -> suppose(winner, rank < ranking.indexOf(winner)));
    }
  }

  private void suppose(String winner, boolean ahead) {
    say(
        "had you tied with "
            + winner
            + ", you would have "
            + (ahead ? "won: so your amount was worse" : "lost"));
  }

  private boolean isWorse(long amount, long price) {
    return switch (terms.direction()) {
      case HIGHEST_WINS -> amount < price;
      case LOWEST_WINS -> amount > price;
    };
  }

  private void say(String what) {
    console.print("               " + what);
  }

  // A bid file that doesn't hold the sheet that counted says nothing about that one's lots.
  private OptionalLong amount(BidFile file, int lotIndex) {
    Optional<KeptSheet> used =
        file.sheets().stream()
            .filter(
                sheet ->
                    outcome.buyers().stream()
                        .anyMatch(r -> r.sheetSha384().equals(Optional.of(sheet.sha384()))))
            .findFirst();
    if (used.isEmpty()) {
      return OptionalLong.empty();
    }
    byte[] encoded = used.get().sheet();
    try (BidSheet sheet = BidSheet.decode(encoded, terms.lots().size())) {
      return sheet.hasBid(lotIndex)
          ? OptionalLong.of(sheet.amount(lotIndex))
          : OptionalLong.empty();
    } catch (MalformedSheetException e) {
      return OptionalLong.empty();
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
