package dev.sealedbid.parent.enclave;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.Frame;
import dev.sealedbid.core.frame.FrameCodec;
import dev.sealedbid.core.frame.MalformedFrameException;
import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.nitro.vsock.VsockAddress;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The enclave over frames: one request and its reply at a time on each of a few connections. */
public final class FramedEnclave implements Enclave, AutoCloseable {
  private final Connections connections;
  private final EnclaveLimits limits;
  private final ScheduledExecutorService deadlines;
  private final AtomicLong requestIds = new AtomicLong();

  /**
   * A client of the enclave at an address; nothing is connected yet.
   *
   * @param deadlines closes the sockets of requests that take too long; stays the caller's
   */
  public FramedEnclave(
      VsockAddress address, EnclaveLimits limits, ScheduledExecutorService deadlines) {
    this.connections = new Connections(timeout -> VsockSockets.connect(address, timeout), limits);
    this.limits = limits;
    this.deadlines = deadlines;
  }

  @Override
  public AttestedStatement open(byte[] terms) {
    return statement(new Request.Open(terms));
  }

  @Override
  public AttestedStatement attestOpening(SessionId session, byte[] nonce) {
    return statement(new Request.AttestOpening(session, nonce));
  }

  @Override
  public AttestedStatement submit(SessionId session, String buyerId, byte[] ciphertext) {
    return statement(new Request.Submit(session, buyerId, ciphertext));
  }

  @Override
  public Reply resolve(SessionId session, Credentials credentials) {
    Reply reply = ask(new Request.Resolve(session, credentials), limits.resolve());
    if (reply instanceof Reply.Resolved || reply instanceof Reply.Wanted) {
      return reply;
    }
    throw unexpected();
  }

  @Override
  public void present(SessionId session, List<byte[]> ciphertexts) {
    Reply reply = ask(new Request.Present(session, ciphertexts), limits.request());
    if (!(reply instanceof Reply.Presented)) {
      throw unexpected();
    }
  }

  @Override
  public AttestedStatement end(SessionId session) {
    Reply reply = ask(new Request.VoidSession(session), limits.request());
    if (reply instanceof Reply.Resolved resolved) {
      return resolved.outcomeOrVoid();
    }
    if (reply instanceof Reply.StatementReply statement) {
      return statement.statement();
    }
    throw unexpected();
  }

  @Override
  public Reply.Awards awards(SessionId session, int first) {
    Request request = new Request.AwardMessages(session, first);
    if (ask(request, limits.request()) instanceof Reply.Awards awards) {
      return awards;
    }
    throw unexpected();
  }

  @Override
  public Reply.StatusReply status(SessionId session) {
    if (ask(new Request.Status(session), limits.status()) instanceof Reply.StatusReply status) {
      return status;
    }
    throw unexpected();
  }

  @Override
  public byte[] attest(byte[] nonce) {
    if (ask(new Request.Attest(nonce), limits.request()) instanceof Reply.Attestation document) {
      return document.document();
    }
    throw unexpected();
  }

  private AttestedStatement statement(Request request) {
    if (ask(request, limits.request()) instanceof Reply.StatementReply reply) {
      return reply.statement();
    }
    throw unexpected();
  }

  private Reply ask(Request request, Duration timeout) {
    Reply reply = exchange(request, timeout);
    if (reply instanceof Reply.ErrorReply error) {
      throw new EnclaveRefusedException(error.code(), error.buyers());
    }
    return reply;
  }

  private Reply exchange(Request request, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    connections.enter(timeout);
    try {
      Reply reply = onUsedConnection(request, deadline);
      return reply != null ? reply : roundTrip(connections.connect(deadline), request, deadline);
    } catch (MalformedFrameException e) {
      throw refused(e);
    } catch (IOException e) {
      throw unreachable(e);
    } finally {
      connections.leave();
    }
  }

  // The enclave closes connections that idle, and all of them when it goes: the second try on a new
  // one is safe, since asking twice gives the same answer.
  private @Nullable Reply onUsedConnection(Request request, long deadline)
      throws MalformedFrameException {
    Socket used = connections.reuse();
    if (used == null) {
      return null;
    }
    try {
      return roundTrip(used, request, deadline);
    } catch (MalformedFrameException e) {
      if (!isEnd(e)) {
        throw e;
      }
    } catch (IOException e) {
      if (deadline - System.nanoTime() <= 0) {
        throw unreachable(e);
      }
    }
    connections.close();
    return null;
  }

  private Reply roundTrip(Socket socket, Request request, long deadline)
      throws IOException, MalformedFrameException {
    long remaining = Math.max(0, deadline - System.nanoTime());
    ScheduledFuture<?> expiry =
        deadlines.schedule(() -> Connections.discard(socket), remaining, TimeUnit.NANOSECONDS);
    boolean whole = false;
    try {
      long id = requestIds.incrementAndGet();
      send(socket, request.encode(id));
      Frame frame = FrameCodec.read(socket.getInputStream(), MessageType.Kind.REPLY);
      if (frame.requestId() != id) {
        throw unexpected();
      }
      Reply reply = Reply.decode(frame);
      whole = true;
      return reply;
    } finally {
      expiry.cancel(false);
      if (whole) {
        connections.keep(socket);
      } else {
        Connections.discard(socket);
      }
    }
  }

  // A RESOLVE has credentials in it.
  private static void send(Socket socket, Frame frame) throws IOException {
    try {
      FrameCodec.write(socket.getOutputStream(), frame);
    } finally {
      frame.wipe();
    }
  }

  private static boolean isEnd(MalformedFrameException malformed) {
    return malformed.reason() == MalformedFrameException.Reason.END_OF_STREAM
        || malformed.reason() == MalformedFrameException.Reason.TRUNCATED;
  }

  private static ProblemException refused(MalformedFrameException malformed) {
    return isEnd(malformed) ? unreachable(malformed) : unexpected();
  }

  private static ProblemException unreachable(Exception cause) {
    return ProblemException.of(
        ParentCode.ENCLAVE_UNREACHABLE, "The enclave didn't answer in time, or not at all.", cause);
  }

  private static ProblemException unexpected() {
    return ProblemException.of(
        ParentCode.ENCLAVE_PROTOCOL, "The enclave answered with a frame that isn't its answer.");
  }

  @Override
  public void close() {
    connections.close();
  }
}
