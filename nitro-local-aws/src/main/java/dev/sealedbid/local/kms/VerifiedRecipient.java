package dev.sealedbid.local.kms;

import java.security.interfaces.RSAPublicKey;
import java.util.Map;

/**
 * What a believed attestation document says.
 *
 * @param moduleId the enclave
 * @param pcrs index to lower-case hex, as the condition keys {@code kms:RecipientAttestation:PCRn}
 *     have it
 * @param publicKey the RSA-2048 key to which the answer is wrapped
 */
public record VerifiedRecipient(
    String moduleId, Map<Integer, String> pcrs, RSAPublicKey publicKey) {
  /** Copies the map. */
  public VerifiedRecipient {
    pcrs = Map.copyOf(pcrs);
  }
}
