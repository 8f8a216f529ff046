package dev.sealedbid.local.kms;

import java.io.Serial;

/** An attestation document that KMS doesn't believe. */
public final class RecipientRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** With a reason that may be told to the caller. */
  public RecipientRefusedException(String message) {
    super(message);
  }
}
