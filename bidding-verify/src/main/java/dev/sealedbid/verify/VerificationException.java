package dev.sealedbid.verify;

/**
 * A statement or receipt doesn't prove what it should. The rule says which check failed; the
 * message says what was expected and what was found.
 */
public final class VerificationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The checks, in the order in which they are made. */
  public enum Rule {
    /** A receipt or one of its parts can't be read. */
    MALFORMED,
    /** The terms name measurements other than those that the caller trusts. */
    UNTRUSTED_MEASUREMENTS,
    /** The attestation document isn't genuine, or isn't fresh where it must be. */
    ATTESTATION,
    /** A genuine document, but of another enclave than the terms name. */
    OTHER_ENCLAVE,
    /** A document that was made for KMS, not for a statement. */
    PUBLIC_KEY_PRESENT,
    /** A genuine document, but for other bytes or another type of statement. */
    OTHER_STATEMENT,
    /** A genuine statement of another auction, session or terms. */
    OTHER_SESSION,
    /** Times that can't be: closed before opened, resolved before closed or after the deadline. */
    TIMES,
    /** Acknowledgements that contradict each other or the outcome. */
    ACKNOWLEDGEMENTS,
    /** The outcome's buyers aren't exactly the terms', or a status is impossible. */
    BUYERS,
    /** The outcome's lots aren't exactly the terms', or a winner is impossible. */
    LOTS,
    /** The outcome's awards aren't exactly one for each award key of the terms. */
    AWARDS
  }

  private final Rule rule;

  VerificationException(Rule rule, String message) {
    super(message);
    this.rule = rule;
  }

  VerificationException(Rule rule, String message, Throwable cause) {
    super(message, cause);
    this.rule = rule;
  }

  /** Which check failed. */
  public Rule rule() {
    return rule;
  }
}
