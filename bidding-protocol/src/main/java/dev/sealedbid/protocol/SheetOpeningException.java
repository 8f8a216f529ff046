package dev.sealedbid.protocol;

/**
 * A sheet wasn't opened. What that means for its buyer is a closed list ({@link Meaning}); the code
 * is KMS's own error code, or one of ours, and never carries text of a message.
 */
public final class SheetOpeningException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a failed opening means. */
  public enum Meaning {
    /** This sheet isn't authentic: the buyer's next lower revision is tried. */
    INVALID,
    /** KMS says, authentically, that the key is disabled, pending deletion or gone. */
    KEY_GONE,
    /** Says nothing about the sheet: the round stops without a decision and may be tried again. */
    RETRY,
    /**
     * As RETRY, and the answer is one that KMS doesn't give: whoever gave it is over KMS's TLS, and
     * may be learning from what is said about its answers.
     */
    FORGED
  }

  private final Meaning meaning;
  private final String code;

  SheetOpeningException(Meaning meaning, String code) {
    super(meaning + ": " + code, null, false, false);
    this.meaning = meaning;
    this.code = code;
  }

  /** What it means. */
  public Meaning meaning() {
    return meaning;
  }

  /** Coarse code: letters only, at most 64. */
  public String code() {
    return code;
  }
}
