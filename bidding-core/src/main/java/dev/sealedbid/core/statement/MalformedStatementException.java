package dev.sealedbid.core.statement;

/**
 * Thrown for bytes that aren't a statement, an attested statement or a receipt in their one form.
 */
public final class MalformedStatementException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception that says what is wrong and where. */
  public MalformedStatementException(String message) {
    super(message);
  }

  MalformedStatementException(String message, Throwable cause) {
    super(message, cause);
  }
}
