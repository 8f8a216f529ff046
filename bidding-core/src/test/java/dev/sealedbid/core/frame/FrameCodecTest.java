package dev.sealedbid.core.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Vectors;
import dev.sealedbid.core.frame.MalformedFrameException.Reason;
import dev.sealedbid.core.frame.MessageType.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameCodecTest {
  private static final byte[] GOOD = Vectors.hex("frames/status.hex");

  @Test
  void readsOneAfterTheOther() throws Exception {
    byte[] two = ByteBuffer.allocate(2 * GOOD.length).put(GOOD).put(GOOD).array();
    InputStream in = new ByteArrayInputStream(two);
    assertThat(FrameCodec.read(in, Kind.REQUEST).type()).isEqualTo(MessageType.STATUS);
    assertThat(FrameCodec.read(in, Kind.REQUEST).requestId()).isEqualTo(7);
    assertThat(reason(in, Kind.REQUEST)).isEqualTo(Reason.END_OF_STREAM);
  }

  @Test
  void readsWhatArrivesByteForByte() throws Exception {
    InputStream dribble =
        new ByteArrayInputStream(GOOD) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(1, length));
          }
        };
    assertThat(write(FrameCodec.read(dribble, Kind.REQUEST))).isEqualTo(GOOD);
  }

  @Test
  void refusesWhatIsCutOff() {
    for (int length = 1; length < GOOD.length; length++) {
      byte[] cut = Arrays.copyOf(GOOD, length);
      assertThat(reason(cut)).as("%d bytes", length).isEqualTo(Reason.TRUNCATED);
    }
  }

  @Test
  void refusesOtherVersions() {
    assertThat(reason(changed(4, 2))).isEqualTo(Reason.UNKNOWN_VERSION);
    assertThat(reason(changed(4, 0))).isEqualTo(Reason.UNKNOWN_VERSION);
  }

  @Test
  void refusesUnknownTypes() {
    for (int type : new int[] {0, 10, 64, 72, 126, 128, 255}) {
      assertThat(reason(changed(5, type))).isEqualTo(Reason.UNKNOWN_TYPE);
    }
  }

  /** [F-1]. */
  @Test
  void refusesTheOtherDirection() {
    assertThat(reason(new ByteArrayInputStream(GOOD), Kind.REPLY))
        .isEqualTo(Reason.UNEXPECTED_TYPE);
    assertThat(reason(Vectors.hex("frames/wanted.hex"))).isEqualTo(Reason.UNEXPECTED_TYPE);
  }

  @Test
  void refusesLengthsOfNoFrame() {
    for (int length = 0; length < 10; length++) {
      assertThat(reason(changed(3, length))).isEqualTo(Reason.BAD_LENGTH);
    }
  }

  @Test
  @DisplayName("[F-2] a length of no frame is refused on its four bytes; nothing more is awaited")
  void refusesLengthsAtOnce() {
    for (int length : new int[] {0, 9, 60_000_000, Integer.MAX_VALUE, -1}) {
      byte[] four = ByteBuffer.allocate(4).putInt(length).array();
      Reason expected = length >= 0 && length < 10 ? Reason.BAD_LENGTH : Reason.TOO_LONG;
      assertThat(reason(four)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("refuses a body above its type's limit before it reads or allocates it")
  void refusesTooLong(MessageType type) {
    for (int above : new int[] {type.maxBody() + 1, Integer.MAX_VALUE - 10, -11}) {
      byte[] prefix =
          ByteBuffer.allocate(14).putInt(10 + above).put((byte) 1).put((byte) type.code()).array();
      InputStream in =
          new ByteArrayInputStream(prefix) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
              assertThat(length == 0 || available() > 0).as("read behind the prefix").isTrue();
              return super.read(target, offset, length);
            }
          };
      assertThat(reason(in, type.kind())).isEqualTo(Reason.TOO_LONG);
    }
  }

  @Test
  @DisplayName("an announced length takes no memory until the bytes come")
  void announcedLengthIsNotAllocated() {
    byte[] prefix =
        ByteBuffer.allocate(14)
            .putInt(10 + MessageType.OPEN.maxBody())
            .put((byte) 1)
            .put((byte) MessageType.OPEN.code())
            .array();
    InputStream in =
        new ByteArrayInputStream(prefix) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            assertThat(target.length).isLessThan(100_000);
            return super.read(target, offset, length);
          }
        };
    assertThat(reason(in, Kind.REQUEST)).isEqualTo(Reason.TRUNCATED);
  }

  @ParameterizedTest
  @EnumSource
  void takesTheLongestBody(MessageType type) throws Exception {
    Frame longest = Frame.of(type, 1, new byte[type.maxBody()]);
    ByteArrayInputStream in = new ByteArrayInputStream(write(longest));
    assertThat(FrameCodec.read(in, type.kind()).body()).hasSize(type.maxBody());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.of(type, 1, new byte[type.maxBody() + 1]));
  }

  @Test
  void framesKeepTheirBodiesToThemselves() {
    byte[] body = {1, 2, 3};
    Frame frame = Frame.of(MessageType.ATTEST, 9, body);
    body[0] = 0;
    frame.body()[1] = 0;
    assertThat(frame.body()).containsExactly(1, 2, 3);
    assertThat(frame).hasToString("Frame[ATTEST, 9, 3 bytes]");
    frame.wipe();
    assertThat(frame.body()).containsExactly(0, 0, 0);
  }

  @FuzzTest(maxDuration = "1m")
  void fuzzRequests(byte[] bytes) throws IOException {
    try {
      Frame frame = FrameCodec.read(new ByteArrayInputStream(bytes), Kind.REQUEST);
      assertThat(bytes).startsWith(write(frame));
      Request request = Request.decode(frame);
      assertThat(write(request.encode(frame.requestId()))).isEqualTo(write(frame));
    } catch (MalformedFrameException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void fuzzReplies(byte[] bytes) throws IOException {
    try {
      Frame frame = FrameCodec.read(new ByteArrayInputStream(bytes), Kind.REPLY);
      Reply reply = Reply.decode(frame);
      assertThat(write(reply.encode(frame.requestId()))).isEqualTo(write(frame));
    } catch (MalformedFrameException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static byte[] write(Frame frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameCodec.write(out, frame);
    return out.toByteArray();
  }

  private static byte[] changed(int at, int value) {
    byte[] changed = GOOD.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static Reason reason(byte[] bytes) {
    return reason(new ByteArrayInputStream(bytes), Kind.REQUEST);
  }

  private static Reason reason(InputStream in, Kind kind) {
    return catchThrowableOfType(MalformedFrameException.class, () -> FrameCodec.read(in, kind))
        .reason();
  }
}
