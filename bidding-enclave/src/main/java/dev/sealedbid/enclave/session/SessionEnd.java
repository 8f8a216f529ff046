package dev.sealedbid.enclave.session;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.SessionState;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.protocol.AwardMessage;
import dev.sealedbid.protocol.EnclaveStatements;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a session ended: decided once, said in the same bytes for ever. Attestation may fail and be
 * tried again over those bytes; once there is a document, it is the one.
 */
final class SessionEnd {
  private final SessionState state;
  private final List<AwardMessage> awards;
  private final long footprint;
  private byte @Nullable [] statement;
  private @Nullable AttestedStatement attested;

  private SessionEnd(SessionState state, byte[] statement, List<AwardMessage> awards) {
    this.state = state;
    this.awards = List.copyOf(awards);
    this.footprint = Footprint.end(statement.length, awards);
    this.statement = statement;
  }

  /** An outcome with its award messages, in the order of its digests. */
  static SessionEnd outcome(byte[] statement, List<AwardMessage> awards) {
    return new SessionEnd(SessionState.RESOLVED, statement, awards);
  }

  static SessionEnd voided(byte[] statement) {
    return new SessionEnd(SessionState.VOID, statement, List.of());
  }

  SessionState state() {
    return state;
  }

  /** What a request that came too late is told. */
  ErrorCode code() {
    return state == SessionState.RESOLVED ? ErrorCode.ALREADY_RESOLVED : ErrorCode.VOIDED;
  }

  /** What it holds in memory, with the document that it will have. */
  long footprint() {
    return footprint;
  }

  /** Award messages from a place on, as many as one reply holds. */
  Reply.Awards awards(int first) throws RefusedException {
    if (state != SessionState.RESOLVED) {
      throw new RefusedException(code());
    }
    int from = Math.min(first, awards.size());
    int to = Math.min(awards.size(), from + Limits.MAX_AWARDS_IN_REPLY);
    return new Reply.Awards(
        awards.size(), awards.subList(from, to).stream().map(AwardMessage::message).toList());
  }

  /** The statement with its document. */
  synchronized AttestedStatement attested(EnclaveStatements statements) throws RefusedException {
    if (attested == null) {
      byte[] bytes = statement;
      if (bytes == null) {
        throw new RefusedException(ErrorCode.INTERNAL);
      }
      attested = attest(statements, bytes);
      statement = null;
    }
    return attested;
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
