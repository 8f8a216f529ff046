package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** {@code AF_UNIX} stream sockets as {@link Socket}s. */
public final class UnixSockets {

  private UnixSockets() {}

  /**
   * Connects to a Unix socket.
   *
   * @param timeout positive, at most an hour
   * @throws java.net.SocketTimeoutException if the timeout passes first (the backlog is full)
   * @throws java.net.ConnectException if there is no such socket or nobody listens
   * @throws IOException if it fails otherwise
   */
  public static Socket connect(Path path, Duration timeout) throws IOException {
    return new FdConnector(LinuxKernel.open()).unix(path, timeout);
  }

  /**
   * Listens at a path. The socket's file gets mode 0600 before anybody can connect. A socket file
   * that a dead process left is replaced; one that somebody listens at is not.
   *
   * @param backlog how many connections may wait to be accepted, 1 to 4096
   * @throws java.net.BindException if the path is taken
   * @throws IOException if it fails otherwise
   */
  public static UnixListener listen(Path path, int backlog) throws IOException {
    requireBacklog(backlog);
    return FdUnixListener.listen(LinuxKernel.open(), path, backlog);
  }

  static void requireBacklog(int backlog) {
    if (backlog < 1 || backlog > 4096) {
      throw new IllegalArgumentException("a backlog is 1 to 4096, not " + backlog);
    }
  }
}
