package dev.sealedbid.rest;

import java.util.Base64;

/**
 * {@code GET /enclave?nonce=base64url}: the enclave, alive now.
 *
 * @param attestation an attestation document with the asker's nonce and no user data, in base64
 */
public record EnclaveView(String attestation) {

  /**
   * The attestation document's bytes.
   *
   * @throws IllegalArgumentException if the text isn't base64
   */
  public byte[] attestationBytes() {
    return Base64.getDecoder().decode(attestation);
  }
}
