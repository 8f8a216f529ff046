package dev.sealedbid.core.statement;

import dev.sealedbid.core.Limits;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;

/**
 * Everything that proves an auction, in one file. Nothing is verified here.
 *
 * <p>As JSON: {@code {"version":1,"terms":"<base64>","opening":{…},"acknowledgements":[{…}],
 * "outcome":{…}}}, each statement as {@link AttestedStatement} writes it.
 */
public final class Receipt {
  private final byte[] terms;
  private final AttestedStatement opening;
  private final List<AttestedStatement> acknowledgements;
  private final AttestedStatement outcome;

  /**
   * Joins the parts.
   *
   * @throws IllegalArgumentException if the terms are empty or longer than terms may be
   */
  public Receipt(
      byte[] terms,
      AttestedStatement opening,
      List<AttestedStatement> acknowledgements,
      AttestedStatement outcome) {
    Checks.require(
        terms.length > 0 && terms.length <= Limits.MAX_TERMS_LENGTH,
        "terms have 1 to " + Limits.MAX_TERMS_LENGTH + " bytes");
    this.terms = terms.clone();
    this.opening = opening;
    this.acknowledgements = List.copyOf(acknowledgements);
    this.outcome = outcome;
  }

  /**
   * Reads a receipt file.
   *
   * @throws MalformedStatementException for anything but these fields
   */
  public static Receipt parse(byte[] json) throws MalformedStatementException {
    return ReceiptJson.readReceipt(json);
  }

  /** The receipt file. */
  public byte[] encode() {
    return ReceiptJson.write(this);
  }

  /**
   * Writes a receipt file without holding it: only one acknowledgement of it is in memory at a
   * time.
   *
   * @param out where to; is closed
   * @param terms the terms' bytes
   * @param acknowledgements by sequence; asked for one after another
   */
  public static void write(
      OutputStream out,
      byte[] terms,
      AttestedStatement opening,
      Iterator<AttestedStatement> acknowledgements,
      AttestedStatement outcome) {
    ReceiptJson.write(out, terms, opening, acknowledgements, outcome);
  }

  /** A copy of the terms' bytes. */
  public byte[] terms() {
    return terms.clone();
  }

  /** The opening. */
  public AttestedStatement opening() {
    return opening;
  }

  /** The acknowledgements. */
  public List<AttestedStatement> acknowledgements() {
    return acknowledgements;
  }

  /** The outcome. */
  public AttestedStatement outcome() {
    return outcome;
  }
}
