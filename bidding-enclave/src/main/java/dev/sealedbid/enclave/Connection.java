package dev.sealedbid.enclave;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** One connection of the parent: a frame, its reply, the next frame. Nothing is tied to it. */
final class Connection implements Runnable, AutoCloseable {
  /** A request that a malformed frame has left without an id. */
  private static final long NO_REQUEST = 0;

  private final Socket socket;
  private final RequestHandler handler;
  private final Semaphore largeFrames;
  private final Duration wholeFrame;
  private volatile boolean waiting = true;
  private volatile long since = System.nanoTime();

  Connection(Socket socket, RequestHandler handler, Semaphore largeFrames, Duration wholeFrame) {
    this.socket = socket;
    this.handler = handler;
    this.largeFrames = largeFrames;
    this.wholeFrame = wholeFrame;
  }

  /** Whether no request is being worked on. */
  boolean isWaiting() {
    return waiting;
  }

  /** When it began to wait, or to work: a value of {@link System#nanoTime}. */
  long since() {
    return since;
  }

  @Override
  public void run() {
    try (Socket open = socket) {
      FrameInput in = new FrameInput(open, largeFrames, wholeFrame);
      try {
        serve(in, open.getOutputStream());
      } finally {
        in.nextFrame();
      }
    } catch (IOException | RuntimeException e) {
      // A connection that fails is closed; the parent asks again on another one.
    } catch (OutOfMemoryError e) {
      FatalError.outOfMemory();
    }
  }

  private void serve(FrameInput in, OutputStream out) throws IOException {
    while (true) {
      enter(true);
      Frame request;
      try {
        request = FrameCodec.read(in, MessageType.Kind.REQUEST);
      } catch (MalformedFrameException e) {
        if (!in.isIdle()) {
          refuse(out);
        }
        return;
      }
      enter(false);
      FrameCodec.write(out, handler.handle(request));
      in.nextFrame();
    }
  }

  private void enter(boolean nowWaiting) {
    since = System.nanoTime();
    waiting = nowWaiting;
  }

  private static void refuse(OutputStream out) throws IOException {
    FrameCodec.write(out, new Reply.ErrorReply(ErrorCode.MALFORMED_FRAME).encode(NO_REQUEST));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }
}
