package dev.sealedbid.verify;

/** An award message isn't what it should be, or can't be opened. */
public final class AwardRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The outcome has no award for this recipient. */
    NO_AWARD,
    /** The message isn't the one whose digest stands in the outcome. */
    OTHER_MESSAGE,
    /** The private key isn't the one whose public half stands in the terms. */
    WRONG_KEY,
    /** The message doesn't decrypt as this award. */
    NOT_AUTHENTIC,
    /** It decrypts to something that is no award. */
    MALFORMED
  }

  private final Reason reason;

  AwardRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  AwardRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
