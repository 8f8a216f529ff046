package dev.sealedbid.local;

import java.io.Serial;

/**
 * The local AWS process refused a control call or can't be reached; the message says which and why.
 */
public final class LocalAwsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  LocalAwsException(String message) {
    super(message);
  }

  LocalAwsException(String message, Throwable cause) {
    super(message, cause);
  }
}
