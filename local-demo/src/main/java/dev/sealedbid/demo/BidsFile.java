package dev.sealedbid.demo;

import dev.sealedbid.buyer.bid.AmountTable;
import dev.sealedbid.buyer.bid.AmountTable.UnusableTableException;
import dev.sealedbid.demo.attack.CarelessBuyer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The demo's input: who bids how much on which lot. A table with the columns {@code
 * buyer,lot,amount}, in every form that {@link AmountTable} takes; amounts are decimals with at
 * most two places; buyers and lots are made in the order in which they appear.
 *
 * @param lots the lots' ids, in order of appearance
 * @param bids for each buyer, in order of appearance, its amount for each lot it bids on, as typed
 */
public record BidsFile(List<String> lots, Map<String, Map<String, String>> bids) {
  static final int MAX_BUYERS = 10_000;
  static final int MAX_LOTS = 500;
  private static final List<String> COLUMNS = List.of("buyer", "lot", "amount");
  private static final long MAX_BYTES = 64L << 20;

  /** Parties and AWS profiles that the demo has already. */
  private static final Set<String> RESERVED = Set.of("seller", "auctioneer", CarelessBuyer.ID);

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,2})?");

  /** A line of the file can't be used; the message starts with its number. */
  static final class InvalidBidsFileException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidBidsFileException(String message) {
      super(message);
    }
  }

  public static BidsFile read(Path file) throws InvalidBidsFileException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidBidsFileException("it is larger than 64 MiB");
      }
      return parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InvalidBidsFileException("it can't be read: " + reason(e));
    }
  }

  /** Reads what {@code buyer-cli bid --file} would, with one column more. */
  public static BidsFile parse(byte[] csv) throws InvalidBidsFileException {
    Reader reader = new Reader();
    try {
      for (AmountTable.Row row : AmountTable.read(csv, COLUMNS)) {
        reader.bid(row.line(), row.fields().get(0), row.fields().get(1), row.fields().get(2));
      }
    } catch (UnusableTableException e) {
      throw new InvalidBidsFileException(e.reason() + "; " + e.remedy());
    }
    return reader.finish();
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no such file"
        : e.getClass().getSimpleName();
  }

  /** Takes line after line; what is wrong with a line never repeats the amount in it. */
  private static final class Reader {
    private final Set<String> lots = new LinkedHashSet<>();
    private final Map<String, Map<String, String>> bids = new LinkedHashMap<>();

    void bid(long number, String buyer, String lot, String amount) throws InvalidBidsFileException {
      require(ID.matcher(buyer).matches(), number, "the buyer's id must match [a-z0-9][a-z0-9-]*");
      require(ID.matcher(lot).matches(), number, "the lot's id must match [a-z0-9][a-z0-9-]*");
      require(!RESERVED.contains(buyer), number, "no buyer of the demo can be called " + buyer);
      require(
          AMOUNT.matcher(amount).matches(),
          number,
          "the amount must be a decimal with at most two places, like 1250.00");
      lots.add(lot);
      require(lots.size() <= MAX_LOTS, number, "more than " + MAX_LOTS + " lots");
      Map<String, String> own = bids.computeIfAbsent(buyer, id -> new LinkedHashMap<>());
      require(bids.size() <= MAX_BUYERS, number, "more than " + MAX_BUYERS + " buyers");
      require(
          own.putIfAbsent(lot, amount) == null,
          number,
          buyer + " has a bid on " + lot + " already");
    }

    BidsFile finish() throws InvalidBidsFileException {
      if (bids.isEmpty()) {
        throw new InvalidBidsFileException("there is no bid below the header");
      }
      return new BidsFile(new ArrayList<>(lots), bids);
    }

    private static void require(boolean condition, long line, String message)
        throws InvalidBidsFileException {
      if (!condition) {
        throw new InvalidBidsFileException("line " + line + ": " + message);
      }
    }
  }

  /** How many bids there are in all. */
  int size() {
    return bids.values().stream().mapToInt(Map::size).sum();
  }

  @Override
  public String toString() {
    return "BidsFile[" + bids.size() + " buyers, " + lots.size() + " lots]";
  }
}
