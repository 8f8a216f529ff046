package dev.sealedbid.nitro.nsm;

/** Bytes that are not a well-formed NSM request or response. The message repeats no content. */
public final class MalformedNsmMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedNsmMessageException(String message) {
    super(message);
  }

  MalformedNsmMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
