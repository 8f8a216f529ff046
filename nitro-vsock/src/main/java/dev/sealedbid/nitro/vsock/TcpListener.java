package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.OptionalInt;

/** A listening TCP socket on the loopback. */
final class TcpListener implements VsockListener {

  private final ServerSocket server;
  private final TcpAddress address;

  private TcpListener(ServerSocket server, TcpAddress address) {
    this.server = server;
    this.address = address;
  }

  static TcpListener listen(TcpAddress wanted, int backlog) throws IOException {
    ServerSocket server = new ServerSocket();
    boolean done = false;
    try {
      server.bind(wanted.socketAddress(), backlog);
      TcpListener listener =
          new TcpListener(server, new TcpAddress(wanted.host(), server.getLocalPort()));
      done = true;
      return listener;
    } catch (BindException e) {
      throw Errno.binding(wanted.toString(), Errno.EADDRINUSE);
    } finally {
      if (!done) {
        server.close();
      }
    }
  }

  @Override
  public VsockConnection accept() throws IOException {
    Socket socket = server.accept();
    socket.setTcpNoDelay(true);
    return new VsockConnection(socket, OptionalInt.empty());
  }

  @Override
  public VsockAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
