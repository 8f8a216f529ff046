package dev.sealedbid.nitro.attestation;

import org.jspecify.annotations.Nullable;

/**
 * The document is genuine, but not what the verifier asked for: wrong PCRs, nonce, time or content.
 */
public final class AttestationPolicyException extends AttestationException {
  private static final long serialVersionUID = 1L;

  AttestationPolicyException(String rule, String expected, String actual) {
    this(rule, expected, actual, null);
  }

  AttestationPolicyException(
      String rule, String expected, String actual, @Nullable Throwable cause) {
    super("attestation policy", rule, expected, actual, cause);
  }
}
