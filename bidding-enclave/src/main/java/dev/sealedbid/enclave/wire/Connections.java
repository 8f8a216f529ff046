package dev.sealedbid.enclave.wire;

import dev.sealedbid.nitro.vsock.VsockConnection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The open connections: only the parent's, only so many. When there are as many as may be, a new
 * one takes the place of the one that has waited longest for a request, so that idle ones shut
 * nobody out.
 */
public final class Connections implements AutoCloseable {
  private final int max;
  private final int parentCid;
  private final boolean cidRequired;
  private final RequestHandler handler;
  private final Duration wholeFrame;
  private final LargeFrames largeFrames = new LargeFrames();
  private final Set<Connection> open = new HashSet<>();
  private boolean closed;

  public Connections(
      int max, int parentCid, boolean cidRequired, RequestHandler handler, Duration wholeFrame) {
    this.max = max;
    this.parentCid = parentCid;
    this.cidRequired = cidRequired;
    this.handler = handler;
    this.wholeFrame = wholeFrame;
  }

  /** Serves an accepted connection on a thread of its own, or closes it. */
  public void accept(VsockConnection accepted) {
    if (!isParent(accepted)) {
      closeQuietly(accepted.socket());
      return;
    }
    Connection connection = new Connection(accepted.socket(), handler, largeFrames, wholeFrame);
    if (!add(connection)) {
      connection.close();
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                connection.run();
              } finally {
                remove(connection);
              }
            },
            "connection");
    thread.setDaemon(true);
    thread.start();
  }

  /** On vsock the kernel says who asks; elsewhere there is nothing to say, and it is local. */
  private boolean isParent(VsockConnection accepted) {
    return accepted.peerCid().isPresent()
        ? accepted.peerCid().getAsInt() == parentCid
        : !cidRequired;
  }

  private synchronized boolean add(Connection connection) {
    if (closed) {
      return false;
    }
    if (open.size() >= max) {
      Optional<Connection> longest =
          open.stream().filter(Connection::isWaiting).min(Comparator.comparing(this::age));
      if (longest.isEmpty()) {
        return false;
      }
      longest.get().close();
      open.remove(longest.get());
    }
    open.add(connection);
    return true;
  }

  /**
   * Closes connections whose peers don't read what they asked for.
   *
   * @param now a value of {@link System#nanoTime}
   */
  public synchronized void closeStalled(long now) {
    open.stream().filter(connection -> connection.isStalled(now)).forEach(Connection::close);
  }

  private long age(Connection connection) {
    return connection.since() - System.nanoTime();
  }

  private synchronized void remove(Connection connection) {
    open.remove(connection);
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.forEach(Connection::close);
    open.clear();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // A stranger's connection: nothing is owed to it.
    }
  }
}
