package dev.sealedbid.enclave;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A connection's bytes, one frame at a time: from a frame's first byte on there is one deadline for
 * the whole of it, however slowly it dribbles in; and only so many large frames are read at once.
 */
final class FrameInput extends InputStream {
  /** How long a connection may be silent between frames. */
  static final Duration IDLE = Duration.ofMinutes(10);

  /** How long a frame may take from its first byte to its last. */
  static final Duration WHOLE_FRAME = Duration.ofSeconds(30);

  /** Above this, a frame needs one of the permits for large frames. */
  static final int LARGE = 65_536;

  private final Socket socket;
  private final InputStream in;
  private final Semaphore largeFrames;
  private final Duration wholeFrame;
  private long received;
  private long deadline;
  private boolean large;

  FrameInput(Socket socket, Semaphore largeFrames, Duration wholeFrame) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.largeFrames = largeFrames;
    this.wholeFrame = wholeFrame;
  }

  /** The last frame has been answered; the next may come. */
  void nextFrame() {
    received = 0;
    if (large) {
      large = false;
      largeFrames.release();
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
      if (received > LARGE && !large) {
        acquireLarge();
      }
    }
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  private int timeout() throws SocketTimeoutException {
    return received == 0 ? (int) IDLE.toMillis() : (int) remaining();
  }

  private long remaining() throws SocketTimeoutException {
    long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (remaining <= 0) {
      throw new SocketTimeoutException("the frame's time is over");
    }
    return remaining;
  }

  private void acquireLarge() throws IOException {
    try {
      large = largeFrames.tryAcquire(remaining(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!large) {
      throw new SocketTimeoutException("too many large frames");
    }
  }
}
