package dev.sealedbid.core.frame;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import dev.sealedbid.core.frame.Reply.Attestation;
import dev.sealedbid.core.frame.Reply.Awards;
import dev.sealedbid.core.frame.Reply.ErrorReply;
import dev.sealedbid.core.frame.Reply.Presented;
import dev.sealedbid.core.frame.Reply.Resolved;
import dev.sealedbid.core.frame.Reply.StatementReply;
import dev.sealedbid.core.frame.Reply.StatusReply;
import dev.sealedbid.core.frame.Reply.Wanted;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.BuyerCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies of replies; big-endian, nothing optional, nothing behind the end.
 *
 * <pre>
 *   STATEMENT     statement (u32 length), attestation document (u32 length)
 *   RESOLVED      u8 again (0 or 1), then as STATEMENT
 *   WANTED        u32 count, digests 48 each
 *   PRESENTED     u32 accepted
 *   STATUS_REPLY  u8 state, u32 acknowledged, u32 opened, u32 to open
 *   ATTESTATION   the document
 *   AWARDS_REPLY  u32 total, u16 count, messages (u32 length each)
 *   ERROR         u16 code, u16 count, per buyer: id (u8 length), code (u8 length)
 * </pre>
 */
final class ReplyCodec {
  private ReplyCodec() {}

  static byte[] encode(Reply reply) {
    if (reply instanceof StatementReply statement) {
      return statement(new byte[0], statement.statement());
    } else if (reply instanceof Resolved resolved) {
      byte[] again = {(byte) (resolved.again() ? 1 : 0)};
      return statement(again, resolved.outcomeOrVoid());
    } else if (reply instanceof Wanted wanted) {
      ByteBuffer out = ByteBuffer.allocate(4 + wanted.sheets().size() * Sha384.LENGTH);
      out.putInt(wanted.sheets().size());
      wanted.sheets().forEach(sheet -> out.put(sheet.bytes()));
      return out.array();
    } else if (reply instanceof Presented presented) {
      return ByteBuffer.allocate(4).putInt(presented.accepted()).array();
    } else if (reply instanceof StatusReply status) {
      return ByteBuffer.allocate(13)
          .put((byte) status.state().code())
          .putInt(status.acknowledged())
          .putInt(status.opened())
          .putInt(status.toOpen())
          .array();
    } else if (reply instanceof Attestation attestation) {
      return attestation.document();
    } else if (reply instanceof Awards awards) {
      return awards(awards);
    }
    return error((ErrorReply) reply);
  }

  static Reply decode(Frame frame) throws MalformedFrameException {
    BodyReader in = new BodyReader(frame.sharedBody());
    try {
      Reply reply = decode(frame.type(), in);
      in.end();
      return reply;
    } catch (IllegalArgumentException e) {
      throw BodyReader.bad(String.valueOf(e.getMessage()));
    }
  }

  private static Reply decode(MessageType type, BodyReader in) throws MalformedFrameException {
    return switch (type) {
      case STATEMENT -> new StatementReply(attested(in));
      case RESOLVED -> new Resolved(bool(in), attested(in));
      case WANTED -> new Wanted(digests(in));
      case PRESENTED -> new Presented(in.u31());
      case STATUS_REPLY -> new StatusReply(state(in), in.u31(), in.u31(), in.u31());
      case ATTESTATION -> new Attestation(in.rest());
      case AWARDS_REPLY -> new Awards(in.u31(), messages(in));
      case ERROR -> new ErrorReply(code(in), buyers(in));
      default -> throw new MalformedFrameException(Reason.UNEXPECTED_TYPE, "not a reply: " + type);
    };
  }

  private static byte[] statement(byte[] before, AttestedStatement statement) {
    int length = before.length + 8 + statement.statementLength() + statement.attestationLength();
    return ByteBuffer.allocate(length)
        .put(before)
        .putInt(statement.statementLength())
        .put(statement.statement())
        .putInt(statement.attestationLength())
        .put(statement.attestation())
        .array();
  }

  private static AttestedStatement attested(BodyReader in) throws MalformedFrameException {
    return new AttestedStatement(in.bytes(in.u31()), in.bytes(in.u31()));
  }

  private static boolean bool(BodyReader in) throws MalformedFrameException {
    int value = in.u8();
    BodyReader.require(value <= 1, "a truth value is 0 or 1");
    return value == 1;
  }

  private static List<Sha384> digests(BodyReader in) throws MalformedFrameException {
    int count = in.u31();
    BodyReader.require(
        count <= Limits.MAX_PARTIES * Limits.MAX_SHEETS_PER_BUYER,
        "more sheets than can be acknowledged");
    List<Sha384> digests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      digests.add(in.sha384());
    }
    return digests;
  }

  private static byte[] awards(Awards awards) {
    List<byte[]> messages = awards.messages();
    int length = messages.stream().mapToInt(message -> 4 + message.length).sum();
    ByteBuffer out =
        ByteBuffer.allocate(4 + 2 + length)
            .putInt(awards.total())
            .putShort((short) messages.size());
    messages.forEach(message -> out.putInt(message.length).put(message));
    return out.array();
  }

  private static List<byte[]> messages(BodyReader in) throws MalformedFrameException {
    int count = in.u16();
    BodyReader.require(count <= Limits.MAX_AWARDS_IN_REPLY, "too many awards in one frame");
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(in.bytes(in.u31()));
    }
    return messages;
  }

  private static SessionState state(BodyReader in) throws MalformedFrameException {
    return SessionState.of(in.u8()).orElseThrow(() -> BodyReader.bad("no such state"));
  }

  private static ErrorCode code(BodyReader in) throws MalformedFrameException {
    return ErrorCode.of(in.u16()).orElseThrow(() -> BodyReader.bad("no such error code"));
  }

  private static byte[] error(ErrorReply error) {
    int length =
        error.buyers().stream()
            .mapToInt(buyer -> 2 + buyer.buyerId().length() + buyer.code().length())
            .sum();
    ByteBuffer out =
        ByteBuffer.allocate(4 + length)
            .putShort((short) error.code().number())
            .putShort((short) error.buyers().size());
    for (BuyerCode buyer : error.buyers()) {
      out.put((byte) buyer.buyerId().length())
          .put(buyer.buyerId().getBytes(StandardCharsets.US_ASCII))
          .put((byte) buyer.code().length())
          .put(buyer.code().getBytes(StandardCharsets.US_ASCII));
    }
    return out.array();
  }

  private static List<BuyerCode> buyers(BodyReader in) throws MalformedFrameException {
    int count = in.u16();
    List<BuyerCode> buyers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      buyers.add(new BuyerCode(in.identifier(), in.ascii()));
    }
    return buyers;
  }
}
