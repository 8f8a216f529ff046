package dev.sealedbid.core.frame;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import dev.sealedbid.core.frame.Request.Attest;
import dev.sealedbid.core.frame.Request.AttestOpening;
import dev.sealedbid.core.frame.Request.AwardMessages;
import dev.sealedbid.core.frame.Request.Open;
import dev.sealedbid.core.frame.Request.Present;
import dev.sealedbid.core.frame.Request.Resolve;
import dev.sealedbid.core.frame.Request.Status;
import dev.sealedbid.core.frame.Request.Submit;
import dev.sealedbid.core.frame.Request.VoidSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies of requests; big-endian, nothing optional, nothing behind the end.
 *
 * <pre>
 *   OPEN            terms
 *   ATTEST_OPENING  session 32, nonce (u16 length)
 *   SUBMIT          session 32, buyer id (u8 length), ciphertext (u32 length)
 *   RESOLVE         session 32, access key id, secret access key, session token (u16 length each)
 *   PRESENT         session 32, u16 count, ciphertexts (u32 length each)
 *   VOID, STATUS    session 32
 *   ATTEST          nonce (u16 length)
 *   AWARDS          session 32, u32 first
 * </pre>
 */
final class RequestCodec {
  private RequestCodec() {}

  static byte[] encode(Request request) {
    if (request instanceof Open open) {
      return open.terms();
    } else if (request instanceof AttestOpening attest) {
      byte[] nonce = attest.nonce();
      return ByteBuffer.allocate(32 + 2 + nonce.length)
          .put(attest.sessionId().bytes())
          .putShort((short) nonce.length)
          .put(nonce)
          .array();
    } else if (request instanceof Submit submit) {
      return submit(submit);
    } else if (request instanceof Resolve resolve) {
      return resolve(resolve);
    } else if (request instanceof Present present) {
      return present(present);
    } else if (request instanceof VoidSession voidSession) {
      return voidSession.sessionId().bytes();
    } else if (request instanceof Status status) {
      return status.sessionId().bytes();
    } else if (request instanceof AwardMessages awards) {
      return ByteBuffer.allocate(32 + 4)
          .put(awards.sessionId().bytes())
          .putInt(awards.first())
          .array();
    }
    byte[] nonce = ((Attest) request).nonce();
    return ByteBuffer.allocate(2 + nonce.length).putShort((short) nonce.length).put(nonce).array();
  }

  static Request decode(Frame frame) throws MalformedFrameException {
    BodyReader in = new BodyReader(frame.sharedBody());
    try {
      Request request = decode(frame.type(), in);
      in.end();
      return request;
    } catch (IllegalArgumentException e) {
      throw BodyReader.bad(String.valueOf(e.getMessage()));
    }
  }

  private static Request decode(MessageType type, BodyReader in) throws MalformedFrameException {
    return switch (type) {
      case OPEN -> new Open(in.rest());
      case ATTEST_OPENING -> new AttestOpening(in.sessionId(), in.bytes(in.u16()));
      case SUBMIT -> new Submit(in.sessionId(), in.identifier(), in.bytes(in.u31()));
      case RESOLVE -> new Resolve(in.sessionId(), credentials(in));
      case PRESENT -> new Present(in.sessionId(), ciphertexts(in));
      case VOID -> new VoidSession(in.sessionId());
      case STATUS -> new Status(in.sessionId());
      case ATTEST -> new Attest(in.bytes(in.u16()));
      case AWARDS -> new AwardMessages(in.sessionId(), in.u31());
      default ->
          throw new MalformedFrameException(Reason.UNEXPECTED_TYPE, "not a request: " + type);
    };
  }

  private static byte[] submit(Submit submit) {
    byte[] buyerId = submit.buyerId().getBytes(StandardCharsets.US_ASCII);
    byte[] ciphertext = submit.ciphertext();
    return ByteBuffer.allocate(32 + 1 + buyerId.length + 4 + ciphertext.length)
        .put(submit.sessionId().bytes())
        .put((byte) buyerId.length)
        .put(buyerId)
        .putInt(ciphertext.length)
        .put(ciphertext)
        .array();
  }

  private static byte[] resolve(Resolve resolve) {
    byte[] id = resolve.credentials().accessKeyId();
    byte[] secret = resolve.credentials().secretAccessKey();
    byte[] token = resolve.credentials().sessionToken();
    try {
      return ByteBuffer.allocate(32 + 6 + id.length + secret.length + token.length)
          .put(resolve.sessionId().bytes())
          .putShort((short) id.length)
          .put(id)
          .putShort((short) secret.length)
          .put(secret)
          .putShort((short) token.length)
          .put(token)
          .array();
    } finally {
      BodyReader.wipe(secret);
      BodyReader.wipe(token);
    }
  }

  private static Credentials credentials(BodyReader in) throws MalformedFrameException {
    byte[] id = in.bytes(in.u16());
    byte[] secret = in.bytes(in.u16());
    byte[] token = in.bytes(in.u16());
    try {
      return new Credentials(id, secret, token);
    } finally {
      BodyReader.wipe(secret);
      BodyReader.wipe(token);
    }
  }

  private static byte[] present(Present present) {
    List<byte[]> ciphertexts = present.ciphertexts();
    int length = ciphertexts.stream().mapToInt(ciphertext -> 4 + ciphertext.length).sum();
    ByteBuffer out =
        ByteBuffer.allocate(32 + 2 + length)
            .put(present.sessionId().bytes())
            .putShort((short) ciphertexts.size());
    ciphertexts.forEach(ciphertext -> out.putInt(ciphertext.length).put(ciphertext));
    return out.array();
  }

  private static List<byte[]> ciphertexts(BodyReader in) throws MalformedFrameException {
    int count = in.u16();
    BodyReader.require(count <= Limits.MAX_PRESENTED, "too many sheets in one frame");
    List<byte[]> ciphertexts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ciphertexts.add(in.bytes(in.u31()));
    }
    return ciphertexts;
  }
}
