package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.rules.SheetContent;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.terms.AmountFormat;
import dev.sealedbid.core.terms.Currency;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The amounts of one bid, a number of minor units for each lot, as the user typed them. Messages
 * name lots and lines, never amounts.
 */
final class BidAmounts implements AutoCloseable {
  /** The longest CSV file in bytes. */
  static final int LONGEST_FILE = 1 << 20;

  private static final String HEADER = "lot,amount";

  private final Terms terms;
  private final long[] amounts;

  private BidAmounts(Terms terms) {
    this.terms = terms;
    this.amounts = new long[terms.lots().size()];
    Arrays.fill(amounts, BidSheet.NO_BID);
  }

  /** No bid for any lot. */
  static BidAmounts none(Terms terms) {
    return new BidAmounts(terms);
  }

  /** Each like {@code lot-1=1250.00}. */
  static BidAmounts ofOptions(Terms terms, List<String> options) {
    BidAmounts bid = new BidAmounts(terms);
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw CommandFailedException.usage(
            "an --amount has no lot", "write it as --amount LOT=AMOUNT, like " + bid.example());
      }
      String lot = option.substring(0, equals);
      bid.set("--amount for " + lot, lot, option.substring(equals + 1));
    }
    return bid;
  }

  /** Those of a sheet, which is wiped. */
  static BidAmounts ofSheet(Terms terms, BidSheet sheet) {
    BidAmounts bid = new BidAmounts(terms);
    try (sheet) {
      for (int i = 0; i < sheet.lots(); i++) {
        bid.amounts[i] = sheet.amount(i);
      }
      return bid;
    }
  }

  /** CSV with the header {@code lot,amount}. */
  static BidAmounts ofCsv(Terms terms, byte[] csv, String fileName) {
    BidAmounts bid = new BidAmounts(terms);
    List<String> lines = new String(csv, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
      throw CommandFailedException.usage(
          fileName + " doesn't begin with the header " + HEADER,
          "write one line LOT,AMOUNT for each lot below it");
    }
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty()) {
        String where = fileName + ", line " + (i + 1);
        String[] fields = line.split(",", -1);
        if (fields.length != 2) {
          throw CommandFailedException.usage(
              where + ": it hasn't two fields", "write LOT,AMOUNT, with a point for the decimals");
        }
        bid.set(where, fields[0].strip(), fields[1].strip());
      }
    }
    return bid;
  }

  /** How many lots the auction has. */
  int lots() {
    return amounts.length;
  }

  /** Whether there is no bid for any lot. */
  boolean isNone() {
    return Arrays.stream(amounts).allMatch(amount -> amount == BidSheet.NO_BID);
  }

  /** The sheet; the caller wipes it. */
  BidSheet sheet(byte[] nonce) {
    return BidSheet.bid(nonce, amounts);
  }

  /** Whether a sheet says the same. */
  boolean isSaidBy(BidSheet sheet) {
    if (sheet.lots() != amounts.length) {
      return false;
    }
    for (int i = 0; i < amounts.length; i++) {
      if (sheet.amount(i) != amounts[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Demands amounts that the terms allow this buyer.
   *
   * @throws CommandFailedException USAGE, naming the lot
   */
  void requireAllowed(String buyerId) {
    try (BidSheet trial = sheet(new byte[BidSheet.NONCE_LENGTH])) {
      SheetContent.check(terms, buyerId, trial).ifPresent(this::refuse);
    }
  }

  /** The amounts as the user shall read them back. */
  List<String> readBack() {
    AmountFormat format = new AmountFormat(terms.currency());
    int width = terms.lots().stream().mapToInt(lot -> lot.id().length()).max().orElse(0);
    java.util.ArrayList<String> lines = new java.util.ArrayList<>();
    for (int i = 0; i < amounts.length; i++) {
      Lot lot = terms.lots().get(i);
      String text = amounts[i] == BidSheet.NO_BID ? "no bid" : format.formatWithCode(amounts[i]);
      lines.add("  " + lot.id() + " ".repeat(width - lot.id().length()) + "  " + text);
    }
    return lines;
  }

  /** Wipes the amounts. */
  @Override
  public void close() {
    Arrays.fill(amounts, BidSheet.NO_BID);
  }

  @Override
  public String toString() {
    return "BidAmounts[secret]";
  }

  private void set(String where, String lotId, String amount) {
    OptionalInt index = terms.lotIndex(lotId);
    if (index.isEmpty()) {
      throw CommandFailedException.usage(
          where + ": auction " + terms.id() + " has no lot '" + lotId + "'",
          "see its lots with: buyer-cli status " + terms.id());
    }
    if (amounts[index.getAsInt()] != BidSheet.NO_BID) {
      throw CommandFailedException.usage(
          where + ": lot " + lotId + " has an amount already", "give one amount for each lot");
    }
    if (amount.startsWith("-")) {
      throw CommandFailedException.usage(
          where + ": an amount isn't negative", "leave a lot out to make no bid for it");
    }
    try {
      amounts[index.getAsInt()] = new AmountFormat(terms.currency()).parse(amount);
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          where + ": " + e.getMessage(), "write it like " + example());
    }
  }

  private void refuse(SheetContent.Fault fault) {
    String lot = fault.lotId().orElse("?");
    throw switch (fault.reason()) {
      case NOT_ADMITTED ->
          CommandFailedException.usage(
              "lot " + lot + " doesn't admit you", "leave it out: one such bid voids the sheet");
      case OFF_STEP ->
          CommandFailedException.usage(
              "the amount for lot " + lot + " isn't a multiple of the lot's step",
              "the step is " + step(lot));
      default -> new IllegalStateException("a sheet made for these terms: " + fault.reason());
    };
  }

  private String step(String lotId) {
    OptionalInt index = terms.lotIndex(lotId);
    AmountFormat format = new AmountFormat(terms.currency());
    return index.isEmpty()
        ? ""
        : terms.lots().get(index.getAsInt()).step().map(format::formatWithCode).orElse("");
  }

  private String example() {
    Currency currency = terms.currency();
    return terms.lots().get(0).id() + "=" + new AmountFormat(currency).format(scaled(currency));
  }

  private static long scaled(Currency currency) {
    long amount = 1250;
    for (int i = 0; i < currency.scale(); i++) {
      amount *= 10;
    }
    return amount;
  }
}
