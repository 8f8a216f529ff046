package dev.sealedbid.nitro.vsock;

import java.io.IOException;

/** Accepts connections at one {@link VsockAddress}. Safe for use by several threads. */
public interface VsockListener extends AutoCloseable {

  /**
   * Waits for the next connection.
   *
   * @throws java.net.SocketException with the message {@code "Socket closed"} once the listener is
   *     closed, also while waiting
   * @throws IOException if the system refuses, for want of file descriptors for example
   */
  VsockConnection accept() throws IOException;

  /** The bound address; a TCP port that was asked for as 0 is the real one here. */
  VsockAddress address();

  /** Stops listening and wakes {@link #accept}; removes a Unix socket's file. Idempotent. */
  @Override
  void close() throws IOException;
}
