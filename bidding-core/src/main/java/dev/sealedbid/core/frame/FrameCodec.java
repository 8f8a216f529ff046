package dev.sealedbid.core.frame;

import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

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
 * <p>The length, then version, type and the type's limit are checked before the body is read, and
 * memory grows with the bytes that have arrived, not with the length that was announced.
 */
public final class FrameCodec {
  private static final int VERSION = 1;
  private static final int LENGTH = 4;
  private static final int AFTER_LENGTH = 10;
  private static final int PREFIX = LENGTH + AFTER_LENGTH;
  private static final int LONGEST =
      AFTER_LENGTH
          + Arrays.stream(MessageType.values()).mapToInt(MessageType::maxBody).max().orElse(0);

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
    long length = readLength(in);
    ByteBuffer prefix = ByteBuffer.wrap(readExactly(in, AFTER_LENGTH));
    int version = Byte.toUnsignedInt(prefix.get());
    int code = Byte.toUnsignedInt(prefix.get());
    long requestId = prefix.getLong();
    require(version == VERSION, Reason.UNKNOWN_VERSION, "a frame has version 1");
    MessageType type =
        MessageType.of(code)
            .orElseThrow(
                () -> new MalformedFrameException(Reason.UNKNOWN_TYPE, "no message has this type"));
    require(type.kind() == expected, Reason.UNEXPECTED_TYPE, "not a " + expected + ": " + type);
    long bodyLength = length - AFTER_LENGTH;
    require(bodyLength <= type.maxBody(), Reason.TOO_LONG, "too long for a " + type);
    return Frame.owning(type, requestId, readExactly(in, (int) bodyLength));
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

  /** A length that no frame has ends the reading here: nothing more is waited for. */
  private static long readLength(InputStream in) throws IOException, MalformedFrameException {
    byte[] bytes = in.readNBytes(LENGTH);
    require(bytes.length != 0, Reason.END_OF_STREAM, "the stream ended");
    require(bytes.length == LENGTH, Reason.TRUNCATED, "the stream ended inside a frame");
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
    require(length >= AFTER_LENGTH, Reason.BAD_LENGTH, "a frame is at least 10 bytes long");
    require(length <= LONGEST, Reason.TOO_LONG, "longer than any frame");
    return length;
  }

  private static byte[] readExactly(InputStream in, int length)
      throws IOException, MalformedFrameException {
    byte[] bytes = in.readNBytes(length);
    require(bytes.length == length, Reason.TRUNCATED, "the stream ended inside a frame");
    return bytes;
  }

  private static void require(boolean condition, Reason reason, String message)
      throws MalformedFrameException {
    if (!condition) {
      throw new MalformedFrameException(reason, message);
    }
  }
}
