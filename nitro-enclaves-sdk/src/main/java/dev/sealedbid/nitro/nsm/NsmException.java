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

  NsmException(NsmResponse.Refused refused, String operation) {
    super("the NSM refused " + operation + ": " + shown(refused));
    this.code = refused.code().orElse(null);
  }

  private static String shown(NsmResponse.Refused refused) {
    String name = refused.wireName();
    if (refused.code().isPresent()) {
      return name;
    }
    // What isn't known is repeated only if it looks like a code.
    return name.length() <= 64 && name.chars().allMatch(c -> c < 0x80 && Character.isLetter(c))
        ? name + ", a code that is not known"
        : "a code that is not known";
  }

  public NsmException(String message) {
    super(message);
    this.code = null;
  }

  public NsmException(String message, Throwable cause) {
    super(message, cause);
    this.code = null;
  }

  /**
   * The NSM's own error code; empty if it isn't a documented one, the transport failed or the
   * answer was malformed.
   */
  public Optional<NsmErrorCode> code() {
    return Optional.ofNullable(code);
  }
}
