package dev.sealedbid.enclave.wire;

import dev.sealedbid.enclave.settings.EnclaveLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection's bytes, one frame at a time: from a frame's first byte on there is one deadline for
 * the whole of it, however slowly it dribbles in; and only so many large frames are read at once.
 */
final class FrameInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private final LargeFrames largeFrames;
  private final Duration wholeFrame;
  private long received;
  private long deadline;
  private boolean large;
  private boolean huge;

  FrameInput(Socket socket, LargeFrames largeFrames, Duration wholeFrame) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.largeFrames = largeFrames;
    this.wholeFrame = wholeFrame;
  }

  /** The last frame has been answered; the next may come. */
  void nextFrame() {
    received = 0;
    if (huge) {
      huge = false;
      largeFrames.releaseHuge();
    }
    if (large) {
      large = false;
      largeFrames.releaseLarge();
    }
  }

  /** Whether no byte of the next frame has arrived. */
  boolean isIdle() {
    return received == 0;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    socket.setSoTimeout(timeout());
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      if (received == 0) {
        deadline = System.nanoTime() + wholeFrame.toNanos();
      }
      received += count;
      acquire();
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  private int timeout() throws SocketTimeoutException {
    return received == 0 ? (int) EnclaveLimits.IDLE.toMillis() : (int) remaining();
  }

  private long remaining() throws SocketTimeoutException {
    long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (remaining <= 0) {
      throw new SocketTimeoutException("the frame's time is over");
    }
    return remaining;
  }

  private void acquire() throws IOException {
    if (received > EnclaveLimits.LARGE_FRAME && !large) {
      large = largeFrames.acquireLarge(remaining());
      require(large);
    }
    if (received > EnclaveLimits.HUGE_FRAME && !huge) {
      huge = largeFrames.acquireHuge(remaining());
      require(huge);
    }
  }

  private static void require(boolean acquired) throws SocketTimeoutException {
    if (!acquired) {
      throw new SocketTimeoutException("too many large frames");
    }
  }
}
