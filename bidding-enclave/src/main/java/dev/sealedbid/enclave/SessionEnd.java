package dev.sealedbid.enclave;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.protocol.EnclaveStatements;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a session ended: decided once, said in the same bytes for ever. Attestation may fail and be
 * tried again over those bytes; once there is a document, it is the one.
 */
final class SessionEnd {
  /** Makes a statement's bytes when they are first needed. */
  interface Bytes {
    byte[] make() throws RefusedException;
  }

  private final SessionState state;
  private @Nullable Bytes source;
  private byte @Nullable [] statement;
  private @Nullable AttestedStatement attested;

  private SessionEnd(SessionState state, @Nullable Bytes source, byte @Nullable [] statement) {
    this.state = state;
    this.source = source;
    this.statement = statement;
  }

  static SessionEnd outcome(byte[] statement) {
    return new SessionEnd(SessionState.RESOLVED, null, statement);
  }

  /** A void, whose time is asked for when openings under way have ended. */
  static SessionEnd voided(Bytes source) {
    return new SessionEnd(SessionState.VOID, source, null);
  }

  SessionState state() {
    return state;
  }

  /** What a request that came too late is told. */
  ErrorCode code() {
    return state == SessionState.RESOLVED ? ErrorCode.ALREADY_RESOLVED : ErrorCode.VOIDED;
  }

  /** The statement with its document. */
  synchronized AttestedStatement attested(EnclaveStatements statements) throws RefusedException {
    if (attested == null) {
      attested = attest(statements, bytes());
      statement = null;
    }
    return attested;
  }

  private byte[] bytes() throws RefusedException {
    if (statement == null) {
      if (source == null) {
        throw new RefusedException(ErrorCode.INTERNAL);
      }
      statement = source.make();
      source = null;
    }
    return statement;
  }

  private AttestedStatement attest(EnclaveStatements statements, byte[] bytes)
      throws RefusedException {
    StatementType type =
        state == SessionState.RESOLVED ? StatementType.OUTCOME : StatementType.VOID;
    try {
      return statements.attest(type, bytes, Optional.empty());
    } catch (NsmException e) {
      throw new RefusedException(ErrorCode.NSM_FAILED);
    }
  }
}
