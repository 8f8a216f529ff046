package dev.sealedbid.nitro.kms;

/**
 * A {@code CiphertextForRecipient} could not be opened. There is one message and never a cause: the
 * content is not authenticated, and telling failures apart would tell an attacker about the key.
 */
public sealed class CiphertextForRecipientException extends Exception permits NotADataKeyException {
  private static final long serialVersionUID = 1L;

  CiphertextForRecipientException() {
    super("the ciphertext for the recipient cannot be opened with this key");
  }
}
