package dev.sealedbid.nitro.nsm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The NSM did not do what it was asked: it answered with an error, answered something else than the
 * question allows, or could not be reached.
 */
public final class NsmException extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable NsmErrorCode code;

  public NsmException(NsmErrorCode code, String operation) {
    super("the NSM refused " + operation + ": " + code.wireName());
    this.code = code;
  }

  public NsmException(String message) {
    super(message);
    this.code = null;
  }

  public NsmException(String message, Throwable cause) {
    super(message, cause);
    this.code = null;
  }

  /** The NSM's own error code; empty if the transport failed or the answer was malformed. */
  public Optional<NsmErrorCode> code() {
    return Optional.ofNullable(code);
  }
}
