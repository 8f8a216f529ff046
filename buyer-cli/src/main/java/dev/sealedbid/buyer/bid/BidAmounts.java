package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.bid.AmountTable.UnusableTableException;
import dev.sealedbid.cli.AmountFormat;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.TermsWords;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.rules.SheetContent;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.terms.Currency;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one sheet shall say: the amounts of a bid or the seller's reserves, a number of minor units
 * for each lot, as the user typed them; or a withdrawal. Messages name lots and lines, never
 * amounts.
 */
final class BidAmounts implements AutoCloseable {
  /** The longest CSV file in bytes. */
  static final int LONGEST_FILE = 1 << 20;

  private static final List<String> COLUMNS = List.of("lot", "amount");

  private final Terms terms;
  private final SheetKind kind;
  private final long[] amounts;

  private BidAmounts(Terms terms, SheetKind kind) {
    this.terms = terms;
    this.kind = kind;
    this.amounts = new long[terms.lots().size()];
    Arrays.fill(amounts, BidSheet.NO_BID);
  }

  /** No bid for any lot. */
  static BidAmounts none(Terms terms) {
    return new BidAmounts(terms, SheetKind.BID);
  }

  /** None of the party's sheets shall count. */
  static BidAmounts withdrawal(Terms terms) {
    return new BidAmounts(terms, SheetKind.WITHDRAW);
  }

  /** Each like {@code lot-1=1250.00}. */
  static BidAmounts ofOptions(Terms terms, String partyId, List<String> options) {
    BidAmounts bid = new BidAmounts(terms, kindOf(partyId));
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
    BidAmounts bid = new BidAmounts(terms, sheet.kind());
    try (sheet) {
      for (int i = 0; i < sheet.lots(); i++) {
        bid.amounts[i] = sheet.amount(i);
      }
      return bid;
    }
  }

  /** A table with the columns {@code lot} and {@code amount}. */
  static BidAmounts ofCsv(Terms terms, String partyId, byte[] csv, String fileName) {
    BidAmounts bid = new BidAmounts(terms, kindOf(partyId));
    try {
      for (AmountTable.Row row : AmountTable.read(csv, COLUMNS)) {
        String where = fileName + ": line " + row.line();
        bid.set(where, row.fields().get(0), row.fields().get(1));
      }
      return bid;
    } catch (UnusableTableException e) {
      throw CommandFailedException.usage(fileName + ": " + e.reason(), e.remedy());
    }
  }

  /** How many lots the auction has. */
  int lots() {
    return amounts.length;
  }

  /** What the sheet is for. */
  SheetKind kind() {
    return kind;
  }

  /** Whether there is no bid for any lot. */
  boolean isNone() {
    return Arrays.stream(amounts).allMatch(amount -> amount == BidSheet.NO_BID);
  }

  /** The sheet; the caller wipes it. */
  BidSheet sheet(byte[] nonce) {
    return switch (kind) {
      case BID -> BidSheet.bid(nonce, amounts);
      case WITHDRAW -> BidSheet.withdraw(nonce, amounts.length);
      case RESERVE -> BidSheet.reserve(nonce, amounts);
    };
  }

  /** Whether a sheet says the same. */
  boolean isSaidBy(BidSheet sheet) {
    if (sheet.kind() != kind || sheet.lots() != amounts.length) {
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

  /** What is sealed, as the user shall read it back. */
  List<String> readBack() {
    if (kind == SheetKind.WITHDRAW) {
      return List.of("  a withdrawal: none of your sheets so far counts any more");
    }
    TermsWords words = new TermsWords(terms);
    String nothing = kind == SheetKind.BID ? "no bid" : "nothing to seal";
    int width = terms.lots().stream().mapToInt(lot -> lot.id().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < amounts.length; i++) {
      Lot lot = terms.lots().get(i);
      String about =
          Stream.of(lot.description(), words.lot(lot))
              .filter(text -> !text.isBlank())
              .collect(Collectors.joining("; "));
      lines.add(
          "  "
              + lot.id()
              + " ".repeat(width - lot.id().length())
              + "  "
              + (amounts[i] == BidSheet.NO_BID ? nothing : words.amount(amounts[i]))
              + (about.isEmpty() ? "" : "  (" + about + ")"));
    }
    return lines;
  }

  /** For each bid that can't win by the terms alone, why. Names lots and reserves, no amounts. */
  List<String> hopeless() {
    TermsWords words = new TermsWords(terms);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < amounts.length && kind == SheetKind.BID; i++) {
      Lot lot = terms.lots().get(i);
      if (amounts[i] != BidSheet.NO_BID && lot.reserve().isPresent()) {
        long reserve = lot.reserve().get();
        String beyond =
            switch (terms.direction()) {
              case HIGHEST_WINS -> amounts[i] < reserve ? "below" : "";
              case LOWEST_WINS -> amounts[i] > reserve ? "above" : "";
            };
        if (!beyond.isEmpty()) {
          lines.add(
              "your amount for lot "
                  + lot.id()
                  + " can't win: it is "
                  + beyond
                  + " the reserve of "
                  + words.amount(reserve));
        }
      }
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

  private static SheetKind kindOf(String partyId) {
    return partyId.equals(Identifiers.SELLER) ? SheetKind.RESERVE : SheetKind.BID;
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
    AmountTable.fault(amount)
        .ifPresent(
            fault -> {
              throw CommandFailedException.usage(
                  where + ": " + fault, "write it like " + example());
            });
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
      case RESERVE_MISSING ->
          CommandFailedException.usage(
              "there is no reserve for lot " + lot + ", whose reserve the terms want sealed",
              "give an amount for every such lot: one missing voids the auction");
      case RESERVE_NOT_SEALED ->
          CommandFailedException.usage(
              "the terms want no sealed reserve for lot " + lot,
              "leave it out: one such amount makes your sheet invalid, which voids the auction");
      case WRONG_KIND ->
          CommandFailedException.usage(
              "a seller seals reserves, a buyer bids", "a seller gives amounts or --withdraw");
      case WRONG_LOTS ->
          new IllegalStateException("a sheet made for these terms: " + fault.reason());
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
