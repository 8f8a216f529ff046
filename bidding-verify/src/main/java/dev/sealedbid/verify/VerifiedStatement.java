package dev.sealedbid.verify;

import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Statement;
import java.time.Instant;

/**
 * A statement that an enclave of the trusted measurements has made. Only {@link StatementVerifier}
 * can make one.
 *
 * @param <S> the type of statement
 */
public final class VerifiedStatement<S extends Statement> {
  private final S statement;
  private final Instant attestedAt;
  private final AttestedStatement proof;

  VerifiedStatement(S statement, Instant attestedAt, AttestedStatement proof) {
    this.statement = statement;
    this.attestedAt = attestedAt;
    this.proof = proof;
  }

  /** What the enclave said. */
  public S statement() {
    return statement;
  }

  /** The hypervisor's time of the attestation document, in milliseconds. */
  public Instant attestedAt() {
    return attestedAt;
  }

  /** The bytes that prove it. */
  public AttestedStatement proof() {
    return proof;
  }
}
