package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.statement.AcknowledgedSheet;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.BuyerStatus;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.AmountFormat;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.protocol.VerifiedReceipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a verified receipt says, to a person and to a script. */
final class ReceiptReport {
  static final String CONFLICT = "CONFLICT";

  private final Console console;
  private final String name;
  private final VerifiedReceipt receipt;
  private final String attestedBy;
  private final Outcome outcome;
  private boolean fair = true;

  ReceiptReport(Console console, String name, VerifiedReceipt receipt, String attestedBy) {
    this.console = console;
    this.name = name;
    this.receipt = receipt;
    this.attestedBy = attestedBy;
    this.outcome = receipt.outcome().statement();
  }

  /**
   * Prints it and returns it for {@code --json}.
   *
   * @throws CommandFailedException VERIFICATION_FAILED if a sheet that was acknowledged to the
   *     owner of one of the bid files isn't where it must be
   */
  Map<String, Object> print(List<BidFile> own, boolean trusted) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", name);
    view.put("auctionId", outcome.auctionId());
    view.put("sessionId", outcome.sessionId().hex());
    view.put("termsSha384", outcome.termsSha384().hex());
    view.put("resolvedAt", outcome.resolvedAt().toString());
    view.put("lotterySeed", outcome.lotterySeed().hex());
    console.print(
        name
            + " verifies"
            + (attestedBy.equals(TrustOptions.EMULATOR)
                ? ", but only as an EMULATOR's receipt: it proves nothing"
                : ""));
    console.print("  auction      " + outcome.auctionId());
    console.print("  session      " + outcome.sessionId());
    console.print("  resolved at  " + outcome.resolvedAt());
    view.put("attestedBy", attestedBy);
    console.print("  attested by  " + attestedBy);
    printMeasurements(view, trusted);
    printLots(view);
    view.put("buyers", outcome.buyers().stream().map(ReceiptReport::buyer).toList());
    for (BuyerResult buyer : outcome.buyers()) {
      console.print(
          (buyer.buyerId().equals(Identifiers.SELLER) ? "  seller       " : "  buyer        ")
              + buyer.buyerId()
              + " "
              + buyer.status()
              + buyer.code().map(code -> " (" + code + ")").orElse(""));
    }
    List<Map<String, Object>> mine =
        own.stream()
            .filter(file -> file.auctionId().equals(outcome.auctionId()))
            .map(this::mine)
            .toList();
    if (!mine.isEmpty()) {
      view.put("mine", mine);
    } else if (!own.isEmpty()) {
      console.warn("none of the bid files is of auction " + outcome.auctionId());
    }
    return view;
  }

  /**
   * Whether the newest acknowledged sheets of the bid files ended as their owners meant them to:
   * not INVALID, not EXCLUDED. Told after {@link #print}.
   */
  boolean isFair() {
    return fair;
  }

  private void printMeasurements(Map<String, Object> view, boolean trusted) {
    Measurements measurements = receipt.terms().terms().measurements();
    Map<String, Object> pcrs = new LinkedHashMap<>();
    for (int i = 0; i < Measurements.COUNT; i++) {
      String hex = measurements.pcr(i).hex();
      pcrs.put("PCR" + i, hex);
      console.print("  PCR" + i + "         " + hex);
    }
    view.put("measurements", pcrs);
    view.put("measurementsAreTrusted", trusted);
  }

  private void printLots(Map<String, Object> view) {
    AmountFormat format = new AmountFormat(receipt.terms().terms().currency());
    view.put("lots", outcome.lots().stream().map(lot -> lot(lot, format)).toList());
    for (LotResult lot : outcome.lots()) {
      console.print(
          "  lot          "
              + lot.lotId()
              + (lot.winners().isEmpty()
                  ? " NO_SALE"
                  : " SOLD to " + String.join(", ", lot.winners()))
              + lot.price()
                  .map(
                      price ->
                          " for " + format.formatWithCode(price) + (several(lot) ? " each" : ""))
                  .orElse(""));
    }
  }

  private Map<String, Object> mine(BidFile file) {
    if (!file.sessionId().equals(outcome.sessionId())) {
      throw CommandFailedException.unverified(
          "your bid file is of session "
              + file.sessionId()
              + " of this auction, the outcome is of session "
              + outcome.sessionId(),
          "if your sheet of that session was never voided, two sessions of one auction were run: ask"
              + " the auctioneer for both statements");
    }
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
    boolean mine =
        file.sheets().stream()
            .anyMatch(sheet -> result.sheetSha384().equals(Optional.of(sheet.sha384())));
    boolean counted = result.status() == BuyerStatus.COUNTED && mine;
    if (result.status() == BuyerStatus.COUNTED && !mine) {
      console.warn(
          "the sheet that counted for you isn't in this bid file: it was sealed on another machine,"
              + " or by somebody else who can act as your sealing principal");
    }
    console.print("  your sheet   " + fate(result, counted, newest.isPresent()));
    if (newest.isPresent()
        && (result.status() == BuyerStatus.INVALID || result.status() == BuyerStatus.EXCLUDED)) {
      fair = false;
      notCounted(result);
    }
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
      console.warn("your sheet was acknowledged and then left out: your key was gone" + code);
      console.hint("see who disabled or deleted the key, and when, in your trail");
    } else {
      console.warn(
          "your sheet was acknowledged, but KMS didn't find it authentic or its content breaks the"
              + " terms"
              + code);
      console.hint(
          "if this program made it, its bytes were changed or its key refused: look into your trail"
              + " for the Decrypt, and report it with bid file and receipt at hand");
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

  private static boolean several(LotResult lot) {
    return lot.winners().size() > 1;
  }

  private static Map<String, Object> lot(LotResult lot, AmountFormat format) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("lotId", lot.lotId());
    view.put("status", lot.status().name());
    view.put("winners", lot.winners());
    lot.price().ifPresent(price -> view.put("price", format.format(price)));
    return view;
  }

  private static Map<String, Object> buyer(BuyerResult buyer) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("buyerId", buyer.buyerId());
    view.put("status", buyer.status().name());
    buyer.code().ifPresent(code -> view.put("code", code));
    return view;
  }
}
