package dev.sealedbid.core.frame;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import java.util.List;

/** What an enclave answers. The layouts of the bodies are in {@link ReplyCodec}. */
public sealed interface Reply {
  /** Which reply. */
  MessageType type();

  /** The reply as a frame. */
  default Frame encode(long requestId) {
    return Frame.owning(type(), requestId, ReplyCodec.encode(this));
  }

  /**
   * Reads a reply.
   *
   * @throws MalformedFrameException unless the frame is exactly what {@link #encode} makes
   */
  static Reply decode(Frame frame) throws MalformedFrameException {
    return ReplyCodec.decode(frame);
  }

  /**
   * An opening or an acknowledgement.
   *
   * @param statement with its document
   */
  record StatementReply(AttestedStatement statement) implements Reply {
    @Override
    public MessageType type() {
      return MessageType.STATEMENT;
    }
  }

  /**
   * How the session ended.
   *
   * @param again whether it had ended before this request; the bytes are then those of the first
   *     time
   * @param outcomeOrVoid tell them apart with {@code StatementType.of}
   */
  record Resolved(boolean again, AttestedStatement outcomeOrVoid) implements Reply {
    @Override
    public MessageType type() {
      return MessageType.RESOLVED;
    }
  }

  /**
   * Present these sheets, then ask again.
   *
   * @param sheets digests of acknowledged ciphertexts; at least one
   */
  record Wanted(List<Sha384> sheets) implements Reply {
    /** Copies the list and checks its size. */
    public Wanted {
      sheets = List.copyOf(sheets);
      Wire.require(!sheets.isEmpty(), "at least one sheet is wanted");
      Wire.require(
          sheets.size() <= Limits.MAX_PARTIES * Limits.MAX_SHEETS_PER_BUYER,
          "more sheets than can be acknowledged");
    }

    @Override
    public MessageType type() {
      return MessageType.WANTED;
    }
  }

  /**
   * The sheets of a PRESENT were taken.
   *
   * @param accepted how many
   */
  record Presented(int accepted) implements Reply {
    /** Checks the number. */
    public Presented {
      Wire.require(accepted >= 0, "a count isn't negative");
    }

    @Override
    public MessageType type() {
      return MessageType.PRESENTED;
    }
  }

  /**
   * How a session stands.
   *
   * @param state the state
   * @param acknowledged sheets acknowledged
   * @param opened sheets opened so far in this round
   * @param toOpen sheets to open in this round
   */
  record StatusReply(SessionState state, int acknowledged, int opened, int toOpen)
      implements Reply {
    /** Checks the numbers. */
    public StatusReply {
      Wire.require(acknowledged >= 0 && opened >= 0 && toOpen >= 0, "a count isn't negative");
    }

    @Override
    public MessageType type() {
      return MessageType.STATUS_REPLY;
    }
  }

  /** An attestation document. */
  final class Attestation implements Reply {
    private final byte[] document;

    /** Copies the document, 1 to {@link Limits#MAX_ATTESTATION_LENGTH} bytes. */
    public Attestation(byte[] document) {
      Wire.requireLength(document, 1, Limits.MAX_ATTESTATION_LENGTH, "an attestation document");
      this.document = document.clone();
    }

    /** A copy of the document, COSE_Sign1. */
    public byte[] document() {
      return document.clone();
    }

    @Override
    public MessageType type() {
      return MessageType.ATTESTATION;
    }
  }

  /**
   * Award messages, as many as one reply holds, in the order of the outcome's awards. Empty where
   * the disclosure isn't SEALED_AWARD, and from {@code total} on.
   */
  final class Awards implements Reply {
    private final int total;
    private final List<byte[]> messages;

    /**
     * Copies the messages, at most {@link Limits#MAX_AWARDS_IN_REPLY}.
     *
     * @param total how many award messages the session has
     */
    public Awards(int total, List<byte[]> messages) {
      Wire.require(
          total >= 0 && total <= Limits.MAX_PARTIES, "more awards than an auction has parties");
      Wire.require(
          messages.size() <= Math.min(total, Limits.MAX_AWARDS_IN_REPLY),
          "at most "
              + Limits.MAX_AWARDS_IN_REPLY
              + " awards in one reply, and not above the total");
      messages.forEach(
          message -> Wire.requireLength(message, 1, Limits.MAX_AWARD_LENGTH, "an award message"));
      this.total = total;
      this.messages = messages.stream().map(byte[]::clone).toList();
    }

    /** How many award messages the session has. */
    public int total() {
      return total;
    }

    /** Copies of the messages. */
    public List<byte[]> messages() {
      return messages.stream().map(byte[]::clone).toList();
    }

    @Override
    public MessageType type() {
      return MessageType.AWARDS_REPLY;
    }
  }

  /**
   * A refusal.
   *
   * @param code why
   * @param buyers whose keys it was, for KMS_REFUSED; otherwise empty
   */
  record ErrorReply(ErrorCode code, List<BuyerCode> buyers) implements Reply {
    /** Copies the list and checks its size. */
    public ErrorReply {
      buyers = List.copyOf(buyers);
      Wire.require(buyers.size() <= Limits.MAX_PARTIES, "more buyers than an auction has");
    }

    /** A refusal that names no buyer. */
    public ErrorReply(ErrorCode code) {
      this(code, List.of());
    }

    @Override
    public MessageType type() {
      return MessageType.ERROR;
    }
  }
}
