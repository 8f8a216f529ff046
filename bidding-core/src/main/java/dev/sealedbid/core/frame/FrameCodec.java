package dev.sealedbid.core.frame;

import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Frames on a stream, big-endian:
 *
 * <pre>
 *   u32  length of what follows: 10 + body
 *   u8   version, 1
 *   u8   type
 *   u64  request id
 *   body
 * </pre>
 *
 * <p>Version, type and the type's limit are checked before the body is read, and memory grows with
 * the bytes that have arrived, not with the length that was announced.
 */
public final class FrameCodec {
  private static final int VERSION = 1;
  private static final int AFTER_LENGTH = 10;
  private static final int PREFIX = 4 + AFTER_LENGTH;

  private FrameCodec() {}

  /**
   * Reads one frame; blocks until it is complete.
   *
   * @param expected which way the messages on this stream go
   * @throws MalformedFrameException if there is none; the stream is then out of step: close it
   * @throws IOException if the stream fails
   */
  public static Frame read(InputStream in, MessageType.Kind expected)
      throws IOException, MalformedFrameException {
    ByteBuffer prefix = ByteBuffer.wrap(readPrefix(in));
    long length = Integer.toUnsignedLong(prefix.getInt());
    int version = Byte.toUnsignedInt(prefix.get());
    int code = Byte.toUnsignedInt(prefix.get());
    long requestId = prefix.getLong();
    require(version == VERSION, Reason.UNKNOWN_VERSION, "a frame has version 1");
    MessageType type =
        MessageType.of(code)
            .orElseThrow(
                () -> new MalformedFrameException(Reason.UNKNOWN_TYPE, "no message has this type"));
    require(type.kind() == expected, Reason.UNEXPECTED_TYPE, "not a " + expected + ": " + type);
    require(length >= AFTER_LENGTH, Reason.BAD_LENGTH, "a frame is at least 10 bytes long");
    long bodyLength = length - AFTER_LENGTH;
    require(bodyLength <= type.maxBody(), Reason.TOO_LONG, "too long for a " + type);
    byte[] body = in.readNBytes((int) bodyLength);
    require(body.length == bodyLength, Reason.TRUNCATED, "the stream ended inside a frame");
    return Frame.owning(type, requestId, body);
  }

  /** Writes one frame and flushes. */
  public static void write(OutputStream out, Frame frame) throws IOException {
    byte[] body = frame.sharedBody();
    byte[] prefix =
        ByteBuffer.allocate(PREFIX)
            .putInt(AFTER_LENGTH + body.length)
            .put((byte) VERSION)
            .put((byte) frame.type().code())
            .putLong(frame.requestId())
            .array();
    out.write(prefix);
    out.write(body);
    out.flush();
  }

  private static byte[] readPrefix(InputStream in) throws IOException, MalformedFrameException {
    byte[] prefix = in.readNBytes(PREFIX);
    require(prefix.length != 0, Reason.END_OF_STREAM, "the stream ended");
    require(prefix.length == PREFIX, Reason.TRUNCATED, "the stream ended inside a frame");
    return prefix;
  }

  private static void require(boolean condition, Reason reason, String message)
      throws MalformedFrameException {
    if (!condition) {
      throw new MalformedFrameException(reason, message);
    }
  }
}
