package dev.sealedbid.nitro.attestation;

import org.jspecify.annotations.Nullable;

/**
 * An attestation document that must not be believed. The subtype says which step refused it, {@link
 * #rule()} which rule, {@link #expected()} and {@link #actual()} what the rule wants and what it
 * got.
 */
public abstract sealed class AttestationException extends Exception
    permits AttestationFormatException,
        AttestationTrustException,
        AttestationSignatureException,
        AttestationPolicyException {
  private static final long serialVersionUID = 1L;

  private final String rule;
  private final String expected;
  private final String actual;

  AttestationException(
      String step, String rule, String expected, String actual, @Nullable Throwable cause) {
    super(step + ": " + rule + ": expected " + expected + ", got " + actual, cause);
    this.rule = rule;
    this.expected = expected;
    this.actual = actual;
  }

  /** The rule that was broken, named after the field it is about. */
  public String rule() {
    return rule;
  }

  /** What the rule asks for. */
  public String expected() {
    return expected;
  }

  /** What the document has instead. */
  public String actual() {
    return actual;
  }
}
