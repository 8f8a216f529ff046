package dev.sealedbid.core.statement;

import dev.sealedbid.core.Limits;
import java.util.Arrays;

/**
 * A statement with the attestation document that proves it. Nothing is verified here.
 *
 * <p>As JSON: {@code {"statement":"<base64>","attestation":"<base64>"}}.
 */
public final class AttestedStatement {
  private final byte[] statement;
  private final byte[] attestation;

  /**
   * Joins the two.
   *
   * @throws IllegalArgumentException if one is empty or longer than {@link Limits} allows
   */
  public AttestedStatement(byte[] statement, byte[] attestation) {
    Checks.require(
        statement.length > 0 && statement.length <= Limits.MAX_STATEMENT_LENGTH,
        "a statement has 1 to " + Limits.MAX_STATEMENT_LENGTH + " bytes");
    Checks.require(
        attestation.length > 0 && attestation.length <= Limits.MAX_ATTESTATION_LENGTH,
        "an attestation document has 1 to " + Limits.MAX_ATTESTATION_LENGTH + " bytes");
    this.statement = statement.clone();
    this.attestation = attestation.clone();
  }

  /**
   * Reads the JSON form.
   *
   * @throws MalformedStatementException for anything but the two fields in base64 (RFC 4648,
   *     padded)
   */
  public static AttestedStatement parse(byte[] json) throws MalformedStatementException {
    return ReceiptJson.readAttested(json);
  }

  /** The JSON form. */
  public byte[] encode() {
    return ReceiptJson.write(this);
  }

  /** The statement's length in bytes. */
  public int statementLength() {
    return statement.length;
  }

  /** The attestation document's length in bytes. */
  public int attestationLength() {
    return attestation.length;
  }

  /** A copy of the statement's bytes. */
  public byte[] statement() {
    return statement.clone();
  }

  /** A copy of the attestation document, COSE_Sign1. */
  public byte[] attestation() {
    return attestation.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AttestedStatement that
        && Arrays.equals(statement, that.statement)
        && Arrays.equals(attestation, that.attestation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(statement) + Arrays.hashCode(attestation);
  }

  @Override
  public String toString() {
    return "AttestedStatement[" + statement.length + " bytes]";
  }
}
