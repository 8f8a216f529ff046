package dev.sealedbid.nitro.attestation;

import org.jspecify.annotations.Nullable;

/** The bytes are not an attestation document: a rule about CBOR, COSE or a field is broken. */
public final class AttestationFormatException extends AttestationException {
  private static final long serialVersionUID = 1L;

  AttestationFormatException(String rule, String expected, String actual) {
    this(rule, expected, actual, null);
  }

  AttestationFormatException(
      String rule, String expected, String actual, @Nullable Throwable cause) {
    super("attestation format", rule, expected, actual, cause);
  }
}
