package dev.sealedbid.buyer.aws;

import org.jspecify.annotations.Nullable;

/** The trail couldn't be read whole. */
public final class TrailUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says why; never holds a credential. */
  public TrailUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
