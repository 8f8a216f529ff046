package dev.sealedbid.local;

import dev.sealedbid.local.kms.RecipientRefusedException;
import dev.sealedbid.local.kms.RecipientVerifier;
import dev.sealedbid.local.kms.VerifiedRecipient;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Believes attestation documents that verify under one root, are at most five minutes old and carry
 * an RSA public key of 2048 bits, as KMS does with those of AWS.
 */
final class AttestedRecipients implements RecipientVerifier {
  private static final Duration OLDEST = Duration.ofMinutes(5);
  private static final int KEY_BITS = 2048;

  private final AttestationVerifier verifier;

  AttestedRecipients(AttestationVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public VerifiedRecipient verify(byte[] document, Instant now) throws RecipientRefusedException {
    AttestationDocument verified;
    try {
      verified = verifier.verifyArchived(document).document();
    } catch (AttestationException e) {
      throw new RecipientRefusedException(
          "The attestation document isn't valid: " + e.getMessage());
    }
    if (Duration.between(verified.timestamp(), now).abs().compareTo(OLDEST) > 0) {
      throw new RecipientRefusedException("The attestation document is too old.");
    }
    byte[] publicKey =
        verified
            .publicKey()
            .orElseThrow(
                () ->
                    new RecipientRefusedException(
                        "The attestation document carries no public key."));
    Map<Integer, String> pcrs = new TreeMap<>();
    verified.pcrs().indexes().forEach(index -> pcrs.put(index, verified.pcrs().hex(index)));
    return new VerifiedRecipient(verified.moduleId(), pcrs, rsa(publicKey));
  }

  private static RSAPublicKey rsa(byte[] subjectPublicKeyInfo) throws RecipientRefusedException {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
      if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == KEY_BITS) {
        return rsa;
      }
    } catch (GeneralSecurityException e) {
      // Said below.
    }
    throw new RecipientRefusedException(
        "The public key of the attestation document isn't an RSA key of 2048 bits.");
  }
}
