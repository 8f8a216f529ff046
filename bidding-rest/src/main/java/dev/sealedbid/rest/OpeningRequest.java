package dev.sealedbid.rest;

import java.util.Base64;

/**
 * {@code POST /auctions/{id}/opening}: asks that the opening be attested again, now.
 *
 * @param nonce the asker's own random bytes in base64, 16 to 512 of them
 */
public record OpeningRequest(String nonce) {

  /** Wraps the nonce's bytes. */
  public static OpeningRequest of(byte[] nonce) {
    return new OpeningRequest(Base64.getEncoder().encodeToString(nonce));
  }
}
