package dev.sealedbid.buyer;

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
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TieBreak;
import dev.sealedbid.protocol.VerifiedReceipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who would win a tie with whom: what the published seed (or, with EARLIEST_ACKNOWLEDGED, the
 * published sequence) says of every buyer that may take part in a lot. Who did bid on it, and
 * whether anybody tied, isn't published, and nothing here tells it.
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
      for (BidFile mine : own) {
        if (mine.sessionId().equals(outcome.sessionId()) && bidsOn(mine, i)) {
          explain(mine.buyerId(), ranking, outcome.lots().get(i));
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

  private void explain(String buyerId, List<String> ranking, LotResult lot) {
    int mine = ranking.indexOf(buyerId);
    if (mine < 0 || lot.winners().isEmpty()) {
      return;
    }
    if (lot.winners().contains(buyerId)) {
      console.print(
          "               you won it; your rank is " + (mine + 1) + " of " + ranking.size());
      return;
    }
    for (String winner : lot.winners()) {
      boolean ahead = mine < ranking.indexOf(winner);
      console.print(
          "               had you tied with "
              + winner
              + ", you would have "
              + (ahead ? "won" : "lost")
              + (ahead ? ": so your amount was worse" : ""));
    }
  }

  // A bid file that doesn't hold the sheet that counted says nothing about that one's lots.
  private boolean bidsOn(BidFile file, int lotIndex) {
    Optional<KeptSheet> used =
        file.sheets().stream()
            .filter(
                sheet ->
                    outcome.buyers().stream()
                        .anyMatch(r -> r.sheetSha384().equals(Optional.of(sheet.sha384()))))
            .findFirst();
    if (used.isEmpty()) {
      return false;
    }
    byte[] encoded = used.get().sheet();
    try (BidSheet sheet = BidSheet.decode(encoded, terms.lots().size())) {
      return sheet.hasBid(lotIndex);
    } catch (MalformedSheetException e) {
      return false;
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
