package dev.sealedbid.core.award;

/** Thrown for bytes that aren't an award. The message tells nothing of the content. */
public final class MalformedAwardException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception that says which rule is broken. */
  public MalformedAwardException(String message) {
    super(message);
  }
}
