package dev.sealedbid.core.sheet;

/** Thrown for bytes that aren't a bid sheet. The message tells nothing of the content. */
public final class MalformedSheetException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception that says which rule is broken. */
  public MalformedSheetException(String message) {
    super(message);
  }
}
