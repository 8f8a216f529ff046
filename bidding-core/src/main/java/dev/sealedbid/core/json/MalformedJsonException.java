package dev.sealedbid.core.json;

/** Thrown for bytes that aren't a JSON document within the limits. Repeats nothing of them. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
