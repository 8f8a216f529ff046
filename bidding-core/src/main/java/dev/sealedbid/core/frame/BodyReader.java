package dev.sealedbid.core.frame;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a body from front to back. Every length is compared with what is left before it is used.
 */
final class BodyReader {
  private final ByteBuffer in;

  BodyReader(byte[] body) {
    in = ByteBuffer.wrap(body);
  }

  int u8() throws MalformedFrameException {
    need(1);
    return Byte.toUnsignedInt(in.get());
  }

  int u16() throws MalformedFrameException {
    need(2);
    return Short.toUnsignedInt(in.getShort());
  }

  /** An unsigned 32-bit number that must fit Java's positive integers. */
  int u31() throws MalformedFrameException {
    need(4);
    int value = in.getInt();
    require(value >= 0, "a number is too large");
    return value;
  }

  byte[] bytes(int length) throws MalformedFrameException {
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  byte[] rest() throws MalformedFrameException {
    return bytes(in.remaining());
  }

  SessionId sessionId() throws MalformedFrameException {
    return SessionId.fromBytes(bytes(SessionId.LENGTH));
  }

  Sha384 sha384() throws MalformedFrameException {
    return Sha384.fromBytes(bytes(Sha384.LENGTH));
  }

  /** A length in one byte, and so many bytes of ASCII. */
  String ascii() throws MalformedFrameException {
    byte[] bytes = bytes(u8());
    for (byte b : bytes) {
      require(b >= ' ' && b <= '~', "a name isn't printable ASCII");
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  String identifier() throws MalformedFrameException {
    String text = ascii();
    require(Identifiers.isValid(text), "a name isn't an id");
    return text;
  }

  /** Refuses if anything is left, so that a message has one encoding. */
  void end() throws MalformedFrameException {
    require(!in.hasRemaining(), "something stands behind the end of the body");
  }

  /** Overwrites a part that was read with zeros. */
  static void wipe(byte[] secret) {
    Arrays.fill(secret, (byte) 0);
  }

  static void require(boolean condition, String message) throws MalformedFrameException {
    if (!condition) {
      throw bad(message);
    }
  }

  static MalformedFrameException bad(String message) {
    return new MalformedFrameException(Reason.BAD_BODY, message);
  }

  private void need(int length) throws MalformedFrameException {
    require(length <= in.remaining(), "the body ends too early");
  }
}
