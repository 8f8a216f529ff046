package dev.sealedbid.verify;

/** A proof doesn't prove a sheet of this outcome. */
public final class ProofRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It is of another auction or session. */
    OTHER_SESSION,
    /** The terms list no such party. */
    UNKNOWN_BUYER,
    /** No sheet of this digest was acknowledged for this party. */
    NOT_ACKNOWLEDGED,
    /** The ciphertext isn't a sealed sheet in its one form: it needn't commit to its key. */
    NOT_CANONICAL,
    /** The data key doesn't open the ciphertext. */
    WRONG_DATA_KEY,
    /** It opens, and isn't a bid sheet. */
    MALFORMED
  }

  private final Reason reason;

  ProofRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ProofRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
