package dev.sealedbid.verify;

/**
 * A proof of a sheet that is well formed and contradicts itself: the digest in it isn't its
 * ciphertext's. No command writes one, so somebody has put it together.
 */
public final class FalseProofException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  FalseProofException(String message) {
    super(message);
  }
}
