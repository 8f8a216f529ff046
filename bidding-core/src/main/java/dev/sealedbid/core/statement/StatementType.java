package dev.sealedbid.core.statement;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The four things that an enclave states. */
public enum StatementType {
  /** A session was opened. */
  OPENING("opening"),
  /** A sheet is in the box. */
  ACKNOWLEDGEMENT("acknowledgement"),
  /** The winners. */
  OUTCOME("outcome"),
  /** A session ended without an outcome. */
  VOID("void");

  private final String label;

  StatementType(String label) {
    this.label = label;
  }

  /** The type as the JSON and the hashed prefix name it. */
  public String label() {
    return label;
  }

  /**
   * The type that a statement says it is of. Only its first bytes are looked at: {@link
   * Statement#parse} checks the rest.
   *
   * @throws MalformedStatementException if it doesn't begin as one of the four
   */
  public static StatementType of(byte[] statement) throws MalformedStatementException {
    for (StatementType type : values()) {
      byte[] start = type.start().getBytes(StandardCharsets.US_ASCII);
      if (statement.length >= start.length
          && Arrays.equals(statement, 0, start.length, start, 0, start.length)) {
        return type;
      }
    }
    throw new MalformedStatementException("these bytes don't begin as a statement does");
  }

  /** How every statement of this type begins, in its one form. */
  String start() {
    return "{\"version\":1,\"type\":\"" + label + "\",";
  }
}
