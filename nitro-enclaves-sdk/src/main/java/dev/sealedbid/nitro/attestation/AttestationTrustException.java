package dev.sealedbid.nitro.attestation;

import org.jspecify.annotations.Nullable;

/** The certificates of the document do not lead to the pinned root by the rules. */
public final class AttestationTrustException extends AttestationException {
  private static final long serialVersionUID = 1L;

  AttestationTrustException(String rule, String expected, String actual) {
    this(rule, expected, actual, null);
  }

  AttestationTrustException(
      String rule, String expected, String actual, @Nullable Throwable cause) {
    super("attestation certificates", rule, expected, actual, cause);
  }
}
