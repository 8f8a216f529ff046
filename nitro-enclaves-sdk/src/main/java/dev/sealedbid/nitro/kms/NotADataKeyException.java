package dev.sealedbid.nitro.kms;

/**
 * An envelope for this very key opened, and holds no data key of 32 bytes: whoever made the KMS
 * ciphertext had KMS encrypt something else. Over TLS to KMS that ciphertext alone is the cause, so
 * no later answer will be another.
 */
final class NotADataKeyException extends CiphertextForRecipientException {
  private static final long serialVersionUID = 1L;
}
