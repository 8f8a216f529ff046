package dev.sealedbid.rest;

import java.util.Base64;

/**
 * A statement and the attestation document that proves it, as they travel: {@code {"statement":
 * base64, "attestation": base64}}. Nothing in it has been verified.
 *
 * @param statement the statement's bytes in base64
 * @param attestation the attestation document (COSE_Sign1) in base64
 */
public record AttestedStatementView(String statement, String attestation) {

  /** Wraps the two parts' bytes. */
  public static AttestedStatementView of(byte[] statement, byte[] attestation) {
    Base64.Encoder encoder = Base64.getEncoder();
    return new AttestedStatementView(
        encoder.encodeToString(statement), encoder.encodeToString(attestation));
  }

  /**
   * The statement's bytes.
   *
   * @throws IllegalArgumentException if the text isn't base64
   */
  public byte[] statementBytes() {
    return Base64.getDecoder().decode(statement);
  }

  /**
   * The attestation document's bytes.
   *
   * @throws IllegalArgumentException if the text isn't base64
   */
  public byte[] attestationBytes() {
    return Base64.getDecoder().decode(attestation);
  }
}
