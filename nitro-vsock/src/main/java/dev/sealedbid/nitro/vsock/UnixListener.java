package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;

/** Accepts {@code AF_UNIX} stream connections. Safe for use by several threads. */
public interface UnixListener extends AutoCloseable {

  /**
   * Waits for the next connection.
   *
   * @throws java.net.SocketException with the message {@code "Socket closed"} once the listener is
   *     closed, also while waiting
   * @throws IOException if the system refuses, for want of file descriptors for example
   */
  Socket accept() throws IOException;

  /** The socket's path. */
  Path path();

  /** Stops listening, wakes {@link #accept}, removes the socket's file. Idempotent. */
  @Override
  void close() throws IOException;
}
