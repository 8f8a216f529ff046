package dev.sealedbid.core.frame;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import java.util.Optional;

/** What a frame carries: its number on the wire and the longest body that it may have. */
public enum MessageType {
  /** Opens a session: the terms. */
  OPEN(1, Limits.MAX_TERMS_LENGTH),
  /** Asks for the opening, attested again for a nonce. */
  ATTEST_OPENING(2, SessionId.LENGTH + 2 + Limits.MAX_NONCE),
  /** Submits a sealed sheet. */
  SUBMIT(3, SessionId.LENGTH + 1 + Identifiers.MAX_LENGTH + 4 + Limits.MAX_CIPHERTEXT_LENGTH),
  /** Asks for the outcome, with credentials for KMS. */
  RESOLVE(4, SessionId.LENGTH + 3 * (2 + Limits.MAX_CREDENTIAL_LENGTH)),
  /** Presents acknowledged sheets again. */
  PRESENT(5, SessionId.LENGTH + 2 + Limits.MAX_PRESENTED * (4 + Limits.MAX_CIPHERTEXT_LENGTH)),
  /** Ends a session without an outcome. */
  VOID(6, SessionId.LENGTH),
  /** Asks how a session stands. */
  STATUS(7, SessionId.LENGTH),
  /** Asks for an attestation document for a nonce. */
  ATTEST(8, 2 + Limits.MAX_NONCE),
  /** Asks for award messages. */
  AWARDS(9, SessionId.LENGTH + 4),

  /** A statement with its document. */
  STATEMENT(65, 8 + Limits.MAX_STATEMENT_LENGTH + Limits.MAX_ATTESTATION_LENGTH),
  /** The session's end: an outcome or a void. */
  RESOLVED(66, 1 + 8 + Limits.MAX_STATEMENT_LENGTH + Limits.MAX_ATTESTATION_LENGTH),
  /** Digests of the acknowledged sheets that have yet to be presented. */
  WANTED(67, 4 + Limits.MAX_PARTIES * Limits.MAX_SHEETS_PER_BUYER * Sha384.LENGTH),
  /** How many sheets of a PRESENT were taken. */
  PRESENTED(68, 4),
  /** How a session stands. */
  STATUS_REPLY(69, 13),
  /** An attestation document. */
  ATTESTATION(70, Limits.MAX_ATTESTATION_LENGTH),
  /** Award messages. */
  AWARDS_REPLY(71, 4 + 2 + Limits.MAX_AWARDS_IN_REPLY * (4 + Limits.MAX_AWARD_LENGTH)),
  /** A refusal. */
  ERROR(127, 4 + Limits.MAX_PARTIES * (1 + Identifiers.MAX_LENGTH + 1 + Limits.MAX_CODE_LENGTH));

  /** Which way a message goes. */
  public enum Kind {
    /** From the parent to the enclave. */
    REQUEST,
    /** From the enclave to the parent. */
    REPLY
  }

  private final int code;
  private final int maxBody;

  MessageType(int code, int maxBody) {
    this.code = code;
    this.maxBody = maxBody;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The longest body, in bytes. */
  public int maxBody() {
    return maxBody;
  }

  /** Which way it goes: requests have numbers below 64. */
  public Kind kind() {
    return code < 64 ? Kind.REQUEST : Kind.REPLY;
  }

  static Optional<MessageType> of(int code) {
    for (MessageType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
