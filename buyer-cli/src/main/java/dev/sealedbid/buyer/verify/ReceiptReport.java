package dev.sealedbid.buyer.verify;

import dev.sealedbid.cli.AmountFormat;
import dev.sealedbid.cli.Console;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.statement.BuyerResult;
import dev.sealedbid.core.statement.LotResult;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.verify.VerifiedReceipt;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a verified receipt says, to a person and to a script. */
final class ReceiptReport {
  private final Console console;
  private final String name;
  private final VerifiedReceipt receipt;
  private final TrustBasis trust;
  private final Outcome outcome;

  ReceiptReport(Console console, String name, VerifiedReceipt receipt, TrustBasis trust) {
    this.console = console;
    this.name = name;
    this.receipt = receipt;
    this.trust = trust;
    this.outcome = receipt.outcome().statement();
  }

  /** Prints it and returns it for {@code --json}. */
  Map<String, Object> print() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", name);
    view.put("auctionId", outcome.auctionId());
    view.put("sessionId", outcome.sessionId().hex());
    view.put("termsSha384", outcome.termsSha384().hex());
    view.put("resolvedAt", outcome.resolvedAt().toString());
    view.put("lotterySeed", outcome.lotterySeed().hex());
    console.print(trust.finding(name));
    console.print("  auction      " + outcome.auctionId());
    console.print("  session      " + outcome.sessionId());
    console.print("  resolved at  " + outcome.resolvedAt());
    view.put("attestedBy", trust.attestedBy());
    console.print("  attested by  " + trust.attestedBy());
    printMeasurements(view);
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
    return view;
  }

  private void printMeasurements(Map<String, Object> view) {
    Measurements measurements = receipt.terms().terms().measurements();
    Map<String, Object> pcrs = new LinkedHashMap<>();
    for (int i = 0; i < Measurements.COUNT; i++) {
      String hex = measurements.pcr(i).hex();
      pcrs.put("PCR" + i, hex);
      console.print("  PCR" + i + "         " + hex);
    }
    view.put("measurements", pcrs);
    view.put("measurementsAreTrusted", trust.isWhole());
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
