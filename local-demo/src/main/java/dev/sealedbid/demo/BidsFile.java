package dev.sealedbid.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
 * The demo's input: who bids how much on which lot. CSV in UTF-8 with the header {@code
 * buyer,lot,amount}; amounts are decimals with at most two places; buyers and lots are made in the
 * order in which they appear. Blank lines are passed over.
 *
 * @param lots the lots' ids, in order of appearance
 * @param bids for each buyer, in order of appearance, its amount for each lot it bids on, as typed
 */
record BidsFile(List<String> lots, Map<String, Map<String, String>> bids) {
  static final String HEADER = "buyer,lot,amount";
  static final int MAX_BUYERS = 10_000;
  static final int MAX_LOTS = 500;
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

  static BidsFile read(Path file) throws InvalidBidsFileException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidBidsFileException("it is larger than 64 MiB");
      }
      return parse(decode(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new InvalidBidsFileException("it can't be read: " + reason(e));
    }
  }

  static BidsFile parse(String text) throws InvalidBidsFileException {
    Reader reader = new Reader();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      reader.line(i + 1, lines.get(i).strip());
    }
    return reader.finish();
  }

  private static String decode(byte[] bytes) throws InvalidBidsFileException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidBidsFileException("the file isn't UTF-8 text");
    }
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
    private boolean headerSeen;

    void line(int number, String line) throws InvalidBidsFileException {
      if (line.isEmpty()) {
        return;
      }
      if (!headerSeen) {
        require(line.replace(" ", "").equals(HEADER), number, "the header must be " + HEADER);
        headerSeen = true;
        return;
      }
      List<String> fields = fields(line);
      require(
          fields.size() == 3,
          number,
          "expected buyer,lot,amount but found " + count(fields.size()));
      bid(number, fields.get(0), fields.get(1), fields.get(2));
    }

    private void bid(int number, String buyer, String lot, String amount)
        throws InvalidBidsFileException {
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
      if (!headerSeen) {
        throw new InvalidBidsFileException("the file is empty; its first line must be " + HEADER);
      }
      if (bids.isEmpty()) {
        throw new InvalidBidsFileException("there is no bid below the header");
      }
      return new BidsFile(new ArrayList<>(lots), bids);
    }

    private static List<String> fields(String line) {
      List<String> fields = new ArrayList<>();
      for (String field : line.split(",", -1)) {
        fields.add(field.strip());
      }
      return fields;
    }

    private static String count(int fields) {
      return fields == 1 ? "1 field" : fields + " fields";
    }

    private static void require(boolean condition, int line, String message)
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
