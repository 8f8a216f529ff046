package dev.sealedbid.local.kms;

import java.time.Instant;

/**
 * What KMS accepts as an attestation document. {@link AttestedRecipients} verifies it against a
 * trusted root; an emulator that can't sign may bring another.
 */
public interface RecipientVerifier {
  /**
   * Believes a document or refuses it.
   *
   * @throws RecipientRefusedException if the document isn't to be believed, or not at this time
   */
  VerifiedRecipient verify(byte[] document, Instant now) throws RecipientRefusedException;
}
