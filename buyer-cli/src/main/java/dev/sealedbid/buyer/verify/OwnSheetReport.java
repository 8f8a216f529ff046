package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of the sheets in bid files, by a verified outcome of their auction. */
final class OwnSheetReport {
  private final Console console;
  private final Outcome outcome;
  private final List<BidFile> own;
  private boolean fair = true;

  /**
   * Of that outcome.
   *
   * @param own the bid files of its auction and its session; those of one buyer's several machines
   *     together
   */
  OwnSheetReport(Console console, Outcome outcome, List<BidFile> own) {
    this.console = console;
    this.outcome = outcome;
    this.own = List.copyOf(own);
  }

  /**
   * Prints it and returns it for {@code --json}.
   *
   * @throws CommandFailedException VERIFICATION_FAILED if a sheet that was acknowledged to the
   *     owner of one of the bid files isn't where it must be
   */
  List<Map<String, Object>> print() {
    return own.stream().map(this::print).toList();
  }

  /**
   * Whether what was used for the bid files' owners is a sheet of theirs, as they meant it: not
   * INVALID, not EXCLUDED. Told after {@link #print}.
   */
  boolean isFair() {
    return fair;
  }

  private Map<String, Object> print(BidFile file) {
    requireSameTerms(file);
    Optional<KeptSheet> newest =
        file.sheets().stream()
            .filter(sheet -> sheet.acknowledgement().isPresent())
            .reduce((first, second) -> second);
    BuyerResult result =
        outcome.buyers().stream()
            .filter(buyer -> buyer.buyerId().equals(file.buyerId()))
            .findFirst()
            .orElseThrow(
                () ->
                    CommandFailedException.unverified(
                        "the outcome doesn't name you, " + file.buyerId()));
    newest.ifPresent(sheet -> requireInTheBox(sheet, result));
    boolean mine = result.sheetSha384().filter(used -> isKept(file.buyerId(), used)).isPresent();
    boolean counted = result.status() == BuyerStatus.COUNTED && mine;
    console.print("  your sheet   " + fate(result, counted, newest.isPresent()));
    switch (result.status()) {
      case COUNTED, WITHDRAWN -> {
        if (!mine) {
          unfair(
              "the sheet that "
                  + (result.status() == BuyerStatus.COUNTED ? "counted for you" : "withdrew yours")
                  + " isn't in this bid file: it was sealed on another machine, or by somebody else"
                  + " who can act as your sealing principal",
              "name the other machine's bid file, too; if there is none, see in your trail who asked"
                  + " for a GenerateDataKey");
        }
      }
      case INVALID, EXCLUDED -> {
        if (newest.isPresent()) {
          notCounted(result);
        }
      }
      case ABSENT -> {}
    }
    return view(file, result, counted);
  }

  private Map<String, Object> view(BidFile file, BuyerResult result, boolean counted) {
    List<String> won =
        outcome.lots().stream()
            .filter(lot -> lot.winners().contains(file.buyerId()))
            .map(LotResult::lotId)
            .toList();
    console.print("  you won      " + (won.isEmpty() ? "nothing" : String.join(", ", won)));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("buyerId", file.buyerId());
    view.put("status", result.status().name());
    view.put("counted", counted);
    result.code().ifPresent(code -> view.put("code", code));
    view.put("won", won);
    return view;
  }

  private boolean isKept(String buyerId, Sha384 used) {
    return own.stream()
        .filter(file -> file.buyerId().equals(buyerId))
        .flatMap(file -> file.sheets().stream())
        .anyMatch(sheet -> sheet.sha384().equals(used));
  }

  private static String fate(BuyerResult result, boolean counted, boolean acknowledged) {
    if (counted) {
      return "was counted";
    }
    if (result.status() == BuyerStatus.WITHDRAWN) {
      return "was withdrawn: none of yours counted";
    }
    return acknowledged ? "was not counted: you are " + result.status() : "was never acknowledged";
  }

  private void notCounted(BuyerResult result) {
    String code = result.code().map(c -> " (" + c + ")").orElse("");
    if (result.status() == BuyerStatus.EXCLUDED) {
      unfair(
          "your sheet was acknowledged and then left out: your key was gone" + code,
          "see who disabled or deleted the key, and when, in your trail");
    } else {
      unfair(
          "your sheet was acknowledged, but KMS didn't find it authentic or its content breaks the"
              + " terms"
              + code,
          "if this program made it, its bytes were changed or its key refused: look into your trail"
              + " for the Decrypt, and report it with bid file and receipt at hand");
    }
  }

  private void unfair(String warning, String hint) {
    fair = false;
    console.warn(warning);
    console.hint(hint);
  }

  private void requireSameTerms(BidFile file) {
    if (!file.termsSha384().equals(outcome.termsSha384())) {
      throw CommandFailedException.unverified(
          "the outcome is of other terms than your bid file, though of the same session",
          "keep both files: no genuine enclave makes such a pair");
    }
  }

  private void requireInTheBox(KeptSheet sheet, BuyerResult result) {
    boolean inTheBox =
        outcome.acknowledged().stream()
            .anyMatch(entry -> entry.sheetSha384().equals(sheet.sha384()));
    if (!inTheBox) {
      throw CommandFailedException.unverified(
          "your sheet was acknowledged, but isn't in this outcome's box",
          "your bid file and this receipt together prove that it was dropped; keep both");
    }
    long counted =
        outcome.acknowledged().stream()
            .filter(entry -> result.sheetSha384().equals(Optional.of(entry.sheetSha384())))
            .mapToLong(AcknowledgedSheet::revision)
            .max()
            .orElse(Long.MAX_VALUE);
    if (counted < sheet.revision()) {
      throw CommandFailedException.unverified(
          "an older sheet than your newest acknowledged one was used",
          "your bid file and this receipt together prove it; keep both");
    }
  }
}
