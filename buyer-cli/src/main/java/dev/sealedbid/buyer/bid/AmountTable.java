package dev.sealedbid.buyer.bid;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table of amounts as spreadsheets save it: CSV (RFC 4180) in UTF-8, with or without a byte order
 * mark, any line ends, fields quoted or not, separated by commas, semicolons or tabs as its header
 * is; the header in any case, the columns in any order. Lines without text are passed over.
 *
 * <p>Amounts are taken only in their one form, digits and at most one point: a comma may group
 * digits or begin the decimals, and which it is isn't guessed. No message repeats a field.
 */
public final class AmountTable {
  private static final String AMOUNT = "amount";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Spaces of every width, apostrophes and underscores; or a second point. */
  private static final Pattern GROUPED =
      Pattern.compile("[\\p{Zs}\\s'\u2019_]|\\..*\\.", Pattern.UNICODE_CHARACTER_CLASS);

  private AmountTable() {}

  /**
   * A line of the table.
   *
   * @param line its number, the file's first line being 1
   * @param fields in the order of the columns that were asked for, without spaces around them
   */
  public record Row(long line, List<String> fields) {
    /** Copies the fields. */
    public Row {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      return "Row[line " + line + "]";
    }
  }

  /** A table that can't be used: what is wrong, in which line, and what to do. */
  public static final class UnusableTableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    UnusableTableException(String message, String remedy) {
      super(message);
      this.remedy = remedy;
    }

    /** What is wrong; begins with the line, where there is one. */
    public String reason() {
      return String.valueOf(getMessage());
    }

    /** What to do about it. */
    public String remedy() {
      return remedy;
    }
  }

  /**
   * Reads a table.
   *
   * @param columns the names that its header must have, in lower case; one is {@code amount}
   * @throws UnusableTableException if it isn't such a table
   */
  public static List<Row> read(byte[] csv, List<String> columns) throws UnusableTableException {
    String text = decode(csv);
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(separator(text))
            .setIgnoreEmptyLines(true)
            .setIgnoreSurroundingSpaces(true)
            .get();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      return rows(parser, columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with how an amount is written, as far as a comma or a grouping goes. */
  static Optional<String> fault(String amount) {
    return amount.indexOf(',') >= 0 || GROUPED.matcher(amount).find()
        ? Optional.of(
            "the amount has a decimal comma or grouped digits, and nobody guesses which it is")
        : Optional.empty();
  }

  private static String decode(byte[] csv) throws UnusableTableException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
      if (text.indexOf('\0') < 0) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
      }
    } catch (CharacterCodingException e) {
      // The same answer: Excel's "Unicode text" is UTF-16, its plain CSV the machine's code page.
    }
    throw new UnusableTableException(
        "it isn't text in UTF-8", "save it as CSV UTF-8, with commas or semicolons");
  }

  /** Spreadsheets take semicolons where the comma begins the decimals. */
  private static char separator(String text) {
    String header = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    return header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 ? '\t' : ',';
  }

  private static List<Row> rows(CSVParser parser, List<String> columns)
      throws UnusableTableException {
    List<Integer> places = List.of();
    List<Row> rows = new ArrayList<>();
    try {
      for (CSVRecord fields : parser) {
        List<String> found = stripped(fields);
        long line = parser.getCurrentLineNumber();
        if (found.isEmpty()) {
          continue;
        }
        if (places.isEmpty()) {
          places = places(found, line, columns);
        } else {
          rows.add(row(found, line, places, columns));
        }
      }
    } catch (UncheckedIOException e) {
      throw new UnusableTableException(
          "line " + parser.getCurrentLineNumber() + ": a quotation mark is out of place",
          "quote a whole field or nothing of it");
    }
    if (places.isEmpty()) {
      throw new UnusableTableException(
          "it is empty", "begin it with the header " + String.join(",", columns));
    }
    return rows;
  }

  /** The fields without the empty ones at the end: spreadsheets write those for formatted cells. */
  private static List<String> stripped(CSVRecord fields) {
    List<String> found = new ArrayList<>();
    fields.forEach(field -> found.add(field.strip()));
    while (!found.isEmpty() && found.get(found.size() - 1).isEmpty()) {
      found.remove(found.size() - 1);
    }
    return found;
  }

  private static List<Integer> places(List<String> header, long line, List<String> columns)
      throws UnusableTableException {
    List<String> names = header.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    List<Integer> places = columns.stream().map(names::indexOf).toList();
    if (names.size() != columns.size() || places.contains(-1)) {
      throw new UnusableTableException(
          "line " + line + ": the header isn't " + String.join(",", columns),
          "name these columns, and no others, in the first line");
    }
    return places;
  }

  private static Row row(List<String> found, long line, List<Integer> places, List<String> columns)
      throws UnusableTableException {
    String where = "line " + line + ": ";
    if (found.size() > columns.size()) {
      throw new UnusableTableException(
          where + "it has " + found.size() + " fields, not " + columns.size(),
          "is one an amount with a comma? Write its decimals with a point, and group no digits");
    }
    // A field at the end may be missing for being empty; then it is.
    found.addAll(Collections.nCopies(columns.size() - found.size(), ""));
    Optional<String> fault = fault(found.get(places.get(columns.indexOf(AMOUNT))));
    if (fault.isPresent()) {
      throw new UnusableTableException(
          where + fault.get(),
          "write it like 1250.00; in a spreadsheet, give the column the format Text");
    }
    return new Row(line, places.stream().map(found::get).toList());
  }
}
