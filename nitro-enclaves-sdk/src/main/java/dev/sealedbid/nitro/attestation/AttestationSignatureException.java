package dev.sealedbid.nitro.attestation;

import org.jspecify.annotations.Nullable;

/** The document was not signed by the key of its certificate, or was changed afterwards. */
public final class AttestationSignatureException extends AttestationException {
  private static final long serialVersionUID = 1L;

  AttestationSignatureException(String rule, String expected, String actual) {
    this(rule, expected, actual, null);
  }

  AttestationSignatureException(
      String rule, String expected, String actual, @Nullable Throwable cause) {
    super("attestation signature", rule, expected, actual, cause);
  }
}
