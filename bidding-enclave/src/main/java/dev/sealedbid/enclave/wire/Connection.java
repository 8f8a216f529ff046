package dev.sealedbid.enclave.wire;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.enclave.failure.FatalError;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** One connection of the parent: a frame, its reply, the next frame. Nothing is tied to it. */
final class Connection implements Runnable, AutoCloseable {
  /** A request that a malformed frame has left without an id. */
  private static final long NO_REQUEST = 0;

  private enum Doing {
    WAITING,
    WORKING,
    WRITING
  }

  private final Socket socket;
  private final RequestHandler handler;
  private final LargeFrames largeFrames;
  private final Duration wholeFrame;
  private volatile Doing doing = Doing.WAITING;
  private volatile long since = System.nanoTime();

  Connection(Socket socket, RequestHandler handler, LargeFrames largeFrames, Duration wholeFrame) {
    this.socket = socket;
    this.handler = handler;
    this.largeFrames = largeFrames;
    this.wholeFrame = wholeFrame;
  }

  /** Whether no request is being worked on. */
  boolean isWaiting() {
    return doing == Doing.WAITING;
  }

  /** When it began to do what it does: a value of {@link System#nanoTime}. */
  long since() {
    return since;
  }

  /**
   * Whether a reply has been under way for longer than a frame may take: nobody reads it.
   *
   * @param now a value of {@link System#nanoTime}
   */
  boolean isStalled(long now) {
    return doing == Doing.WRITING && now - since > wholeFrame.toNanos();
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
      enter(Doing.WAITING);
      Frame request;
      try {
        request = FrameCodec.read(in, MessageType.Kind.REQUEST);
      } catch (MalformedFrameException e) {
        if (!in.isIdle()) {
          answer(out, NO_REQUEST, new Reply.ErrorReply(ErrorCode.MALFORMED_FRAME));
        }
        return;
      }
      enter(Doing.WORKING);
      answer(out, request.requestId(), handler.answer(request));
      in.nextFrame();
    }
  }

  private void answer(OutputStream out, long requestId, Reply reply) throws IOException {
    boolean large = ReplySize.of(reply) > EnclaveLimits.LARGE_FRAME;
    if (large && !largeFrames.acquireReply(wholeFrame)) {
      throw new IOException("too many large replies");
    }
    try {
      Frame frame = reply.encode(requestId);
      enter(Doing.WRITING);
      FrameCodec.write(out, frame);
    } finally {
      if (large) {
        largeFrames.releaseReply();
      }
    }
  }

  private void enter(Doing next) {
    since = System.nanoTime();
    doing = next;
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
