package dev.sealedbid.core.frame;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import java.util.List;

/**
 * What a parent asks of an enclave. The layouts of the bodies are in {@link RequestCodec}.
 *
 * <p>Arrays are copied in and out.
 */
public sealed interface Request {
  /** Which request. */
  MessageType type();

  /** The request as a frame. */
  default Frame encode(long requestId) {
    return Frame.owning(type(), requestId, RequestCodec.encode(this));
  }

  /**
   * Reads a request.
   *
   * @throws MalformedFrameException unless the frame is exactly what {@link #encode} makes
   */
  static Request decode(Frame frame) throws MalformedFrameException {
    return RequestCodec.decode(frame);
  }

  /** Opens a session under these terms. Reply: the opening. */
  final class Open implements Request {
    private final byte[] terms;

    /** Copies the terms' bytes, 1 to {@link Limits#MAX_TERMS_LENGTH}. */
    public Open(byte[] terms) {
      Wire.requireLength(terms, 1, Limits.MAX_TERMS_LENGTH, "terms");
      this.terms = terms.clone();
    }

    /** A copy of the terms' bytes. */
    public byte[] terms() {
      return terms.clone();
    }

    @Override
    public MessageType type() {
      return MessageType.OPEN;
    }
  }

  /** Asks for the opening's same bytes, attested for this nonce. Reply: the opening. */
  final class AttestOpening implements Request {
    private final SessionId sessionId;
    private final byte[] nonce;

    /** Copies the nonce, {@link Limits#MIN_NONCE} to {@link Limits#MAX_NONCE} bytes. */
    public AttestOpening(SessionId sessionId, byte[] nonce) {
      Wire.requireLength(nonce, Limits.MIN_NONCE, Limits.MAX_NONCE, "a nonce");
      this.sessionId = sessionId;
      this.nonce = nonce.clone();
    }

    /** The session. */
    public SessionId sessionId() {
      return sessionId;
    }

    /** A copy of the nonce. */
    public byte[] nonce() {
      return nonce.clone();
    }

    @Override
    public MessageType type() {
      return MessageType.ATTEST_OPENING;
    }
  }

  /** Submits a sealed sheet. Reply: its acknowledgement. */
  final class Submit implements Request {
    private final SessionId sessionId;
    private final String buyerId;
    private final byte[] ciphertext;

    /** Copies the ciphertext, 1 to {@link Limits#MAX_CIPHERTEXT_LENGTH} bytes. */
    public Submit(SessionId sessionId, String buyerId, byte[] ciphertext) {
      Wire.requireLength(ciphertext, 1, Limits.MAX_CIPHERTEXT_LENGTH, "a sealed sheet");
      this.sessionId = sessionId;
      this.buyerId = Identifiers.require(buyerId, "buyerId");
      this.ciphertext = ciphertext.clone();
    }

    /** The session. */
    public SessionId sessionId() {
      return sessionId;
    }

    /** Whose sheet it is said to be. */
    public String buyerId() {
      return buyerId;
    }

    /** A copy of the Encryption SDK message. */
    public byte[] ciphertext() {
      return ciphertext.clone();
    }

    @Override
    public MessageType type() {
      return MessageType.SUBMIT;
    }
  }

  /**
   * Asks for the outcome. Reply: {@link Reply.Resolved}, or {@link Reply.Wanted} while sheets must
   * be presented first.
   *
   * @param sessionId the session
   * @param credentials for KMS; whoever decoded the request closes them
   */
  record Resolve(SessionId sessionId, Credentials credentials) implements Request {
    @Override
    public MessageType type() {
      return MessageType.RESOLVE;
    }
  }

  /** Presents acknowledged sheets. Reply: {@link Reply.Presented}. */
  final class Present implements Request {
    private final SessionId sessionId;
    private final List<byte[]> ciphertexts;

    /** Copies the ciphertexts, 1 to {@link Limits#MAX_PRESENTED} of them. */
    public Present(SessionId sessionId, List<byte[]> ciphertexts) {
      Wire.require(
          !ciphertexts.isEmpty() && ciphertexts.size() <= Limits.MAX_PRESENTED,
          "1 to " + Limits.MAX_PRESENTED + " sheets are presented at a time");
      ciphertexts.forEach(
          sheet -> Wire.requireLength(sheet, 1, Limits.MAX_CIPHERTEXT_LENGTH, "a sealed sheet"));
      this.sessionId = sessionId;
      this.ciphertexts = ciphertexts.stream().map(byte[]::clone).toList();
    }

    /** The session. */
    public SessionId sessionId() {
      return sessionId;
    }

    /** Copies of the ciphertexts. */
    public List<byte[]> ciphertexts() {
      return ciphertexts.stream().map(byte[]::clone).toList();
    }

    @Override
    public MessageType type() {
      return MessageType.PRESENT;
    }
  }

  /**
   * Ends a session without an outcome, unless it has one. Reply: {@link Reply.Resolved}.
   *
   * @param sessionId the session
   */
  record VoidSession(SessionId sessionId) implements Request {
    @Override
    public MessageType type() {
      return MessageType.VOID;
    }
  }

  /**
   * Asks how a session stands. Reply: {@link Reply.StatusReply}.
   *
   * @param sessionId the session
   */
  record Status(SessionId sessionId) implements Request {
    @Override
    public MessageType type() {
      return MessageType.STATUS;
    }
  }

  /**
   * Asks for award messages, once there is an outcome. Reply: {@link Reply.Awards}.
   *
   * @param sessionId the session
   * @param first the place of the first one wanted, from 0, in the order of the outcome's awards
   */
  record AwardMessages(SessionId sessionId, int first) implements Request {
    /** Checks the place. */
    public AwardMessages {
      Wire.require(first >= 0, "a place isn't negative");
    }

    @Override
    public MessageType type() {
      return MessageType.AWARDS;
    }
  }

  /** Asks for a document that proves that this enclave lives. Reply: {@link Reply.Attestation}. */
  final class Attest implements Request {
    private final byte[] nonce;

    /** Copies the nonce, {@link Limits#MIN_NONCE} to {@link Limits#MAX_NONCE} bytes. */
    public Attest(byte[] nonce) {
      Wire.requireLength(nonce, Limits.MIN_NONCE, Limits.MAX_NONCE, "a nonce");
      this.nonce = nonce.clone();
    }

    /** A copy of the nonce. */
    public byte[] nonce() {
      return nonce.clone();
    }

    @Override
    public MessageType type() {
      return MessageType.ATTEST;
    }
  }
}
