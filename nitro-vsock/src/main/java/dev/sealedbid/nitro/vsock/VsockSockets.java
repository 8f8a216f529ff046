package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;

/** Connects to and listens at {@link VsockAddress}es. */
public final class VsockSockets {

  private VsockSockets() {}

  /**
   * Connects. On hybrid vsock the {@code CONNECT port} handshake is part of it and of the timeout.
   *
   * @param timeout for the whole, positive, at most an hour
   * @throws java.net.SocketTimeoutException if the timeout passes first
   * @throws java.net.ConnectException if nobody listens there
   * @throws IOException if it fails otherwise
   */
  public static Socket connect(VsockAddress address, Duration timeout) throws IOException {
    if (address instanceof Vsock vsock) {
      return new FdConnector(LinuxKernel.open()).vsock(vsock, timeout);
    }
    if (address instanceof HybridVsock hybrid) {
      return connect(hybrid, timeout);
    }
    return connect((TcpAddress) address, timeout);
  }

  private static Socket connect(HybridVsock address, Duration timeout) throws IOException {
    Deadline deadline = Deadline.after(timeout);
    Socket socket = UnixSockets.connect(address.path(), timeout);
    boolean done = false;
    try {
      HybridHandshake.request(socket, address.port(), deadline);
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static Socket connect(TcpAddress address, Duration timeout) throws IOException {
    Deadline deadline = Deadline.after(timeout);
    if (address.port() == 0) {
      throw new IllegalArgumentException("port 0 is for listening; connect to the port it got");
    }
    Socket socket = new Socket(Proxy.NO_PROXY);
    boolean done = false;
    try {
      socket.connect(address.socketAddress(), Math.max(1, deadline.remainingMillis()));
      socket.setTcpNoDelay(true);
      done = true;
      return socket;
    } catch (ConnectException e) {
      throw Errno.connecting(address.toString(), Errno.ECONNREFUSED);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /**
   * Listens. {@link HybridVsock} binds the host's side, {@link HybridVsock#listeningPath()}.
   *
   * @param backlog how many connections may wait to be accepted, 1 to 4096
   * @throws java.net.BindException if the address is taken or not this machine's
   * @throws IOException if it fails otherwise
   */
  public static VsockListener listen(VsockAddress address, int backlog) throws IOException {
    UnixSockets.requireBacklog(backlog);
    if (address instanceof Vsock vsock) {
      return FdVsockListener.listen(LinuxKernel.open(), vsock, backlog);
    }
    if (address instanceof HybridVsock hybrid) {
      return new HybridListener(UnixSockets.listen(hybrid.listeningPath(), backlog), hybrid);
    }
    return TcpListener.listen((TcpAddress) address, backlog);
  }
}
