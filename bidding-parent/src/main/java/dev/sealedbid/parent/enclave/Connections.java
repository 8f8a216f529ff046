package dev.sealedbid.parent.enclave;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bounded pool of connections to the enclave; idle ones are used again, the latest first. */
final class Connections implements AutoCloseable {
  /** Opens a connection. */
  interface Connector {
    Socket connect(Duration timeout) throws IOException;
  }

  private final Connector connector;
  private final Duration connectTimeout;
  private final Semaphore slots;
  private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();

  Connections(Connector connector, EnclaveLimits limits) {
    this.connector = connector;
    this.connectTimeout = limits.connect();
    this.slots = new Semaphore(limits.connections(), true);
  }

  /** Waits for the right to one connection; {@link #leave} gives it back. */
  void enter(Duration timeout) {
    try {
      if (slots.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.of(
        ParentCode.OVERLOADED, "Every connection to the enclave is in use for too long.");
  }

  void leave() {
    slots.release();
  }

  /** A connection that was used before, which the enclave may have closed since; or null. */
  @Nullable Socket reuse() {
    return idle.pollFirst();
  }

  /**
   * A new connection.
   *
   * @param deadline until when it is of any use, by {@link System#nanoTime()}
   */
  Socket connect(long deadline) throws IOException {
    Duration remaining = Duration.ofNanos(deadline - System.nanoTime());
    if (remaining.isNegative() || remaining.isZero()) {
      throw new SocketTimeoutException("no time is left to connect");
    }
    return connector.connect(remaining.compareTo(connectTimeout) < 0 ? remaining : connectTimeout);
  }

  void keep(Socket socket) {
    idle.addFirst(socket);
  }

  static void discard(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use to anyone any more, closed or not.
      return;
    }
  }

  @Override
  public void close() {
    for (Socket socket = idle.pollFirst(); socket != null; socket = idle.pollFirst()) {
      discard(socket);
    }
  }
}
