package dev.sealedbid.nitro.kms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP client holds while a connection is being made. It has no descriptor, takes the
 * options that the client sets, and closes the connection under way when the client gives up.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class PendingSocket extends Socket {

  private final Object lock = new Object();
  private @Nullable Socket connecting;
  private boolean closed;

  PendingSocket() throws SocketException {
    super((@Nullable SocketImpl) null);
  }

  /**
   * Has {@link #close} close this socket too.
   *
   * @throws SocketException if it is closed already; the socket is closed then
   */
  void attach(Socket socket) throws IOException {
    synchronized (lock) {
      connecting = socket;
      if (!closed) {
        return;
      }
    }
    socket.close();
    throw new SocketException("Socket closed");
  }

  @Override
  public void close() throws IOException {
    Socket socket;
    synchronized (lock) {
      closed = true;
      socket = connecting;
    }
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  @Override
  public boolean isConnected() {
    return false;
  }

  @Override
  public boolean isBound() {
    return false;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    throw new SocketException("not connected yet");
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    throw new SocketException("not connected yet");
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    throw new SocketException("only the socket connector connects");
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    throw new SocketException("only the socket connector connects");
  }

  @Override
  public void bind(@Nullable SocketAddress bindpoint) throws IOException {
    throw new SocketException("only the socket connector connects");
  }

  @Override
  public void setSoTimeout(int timeout) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setReuseAddress(boolean on) {}

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public void setReceiveBufferSize(int size) {}

  @Override
  public void setSendBufferSize(int size) {}

  @Override
  public void setSoLinger(boolean on, int linger) {}

  @Override
  public String toString() {
    return "Socket[connecting]";
  }
}
