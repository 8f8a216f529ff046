package dev.sealedbid.nitro.kms;

/**
 * A {@code CiphertextForRecipient} could not be opened. There is one message and never a cause: the
 * content is not authenticated, and telling failures apart would tell an attacker about the key.
 */
public final class CiphertextForRecipientException extends Exception {
  private static final long serialVersionUID = 1L;

  CiphertextForRecipientException() {
    super("the ciphertext for the recipient cannot be opened with this key");
  }
}
