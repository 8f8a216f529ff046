package dev.sealedbid.enclave.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.enclave.settings.EnclaveLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LargeFramesTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final Duration IMPATIENT = Duration.ofMillis(50);

  private final LargeFrames largeFrames = new LargeFrames();

  @Test
  @DisplayName(
      "[F-7] four requests above 65,536 bytes at a time; the fifth waits until one is done")
  void fourLarge() throws IOException {
    List<FrameInput> reading = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      reading.add(read(EnclaveLimits.LARGE_FRAME + 1, PATIENT));
    }
    read(EnclaveLimits.LARGE_FRAME, IMPATIENT);
    assertThatThrownBy(() -> read(EnclaveLimits.LARGE_FRAME + 1, IMPATIENT))
        .isInstanceOf(SocketTimeoutException.class);
    reading.get(0).nextFrame();
    read(EnclaveLimits.LARGE_FRAME + 1, PATIENT);
  }

  @Test
  @DisplayName("[F-7] one request above the longest PRESENT at a time, smaller ones beside it")
  void oneHuge() throws IOException {
    FrameInput huge = read(EnclaveLimits.HUGE_FRAME + 1, PATIENT);
    FrameInput large = read(EnclaveLimits.HUGE_FRAME, IMPATIENT);
    assertThatThrownBy(() -> read(EnclaveLimits.HUGE_FRAME + 1, IMPATIENT))
        .isInstanceOf(SocketTimeoutException.class);
    huge.nextFrame();
    large.nextFrame();
    read(EnclaveLimits.HUGE_FRAME + 1, PATIENT);
  }

  @Test
  @DisplayName("[F-7] one reply above 65,536 bytes at a time")
  void oneReply() {
    assertThat(largeFrames.acquireReply(PATIENT)).isTrue();
    assertThat(largeFrames.acquireReply(IMPATIENT)).isFalse();
    largeFrames.releaseReply();
    assertThat(largeFrames.acquireReply(PATIENT)).isTrue();
  }

  /** So many bytes of a frame have been read, and it isn't answered yet. */
  private FrameInput read(int bytes, Duration wholeFrame) throws IOException {
    FrameInput in = new FrameInput(new Arrived(), largeFrames, wholeFrame);
    int left = bytes;
    byte[] buffer = new byte[8_192];
    try {
      while (left > 0) {
        left -= in.read(buffer, 0, Math.min(left, buffer.length));
      }
    } catch (IOException e) {
      in.nextFrame();
      throw e;
    }
    return in;
  }

  /** A connection on which everything has arrived. */
  private static final class Arrived extends Socket {
    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(new byte[EnclaveLimits.HUGE_FRAME + 1]);
    }

    @Override
    public void setSoTimeout(int timeout) {}
  }
}
