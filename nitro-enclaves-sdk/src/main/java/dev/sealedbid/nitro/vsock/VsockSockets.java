package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Connects to and listens at {@link VsockAddress}es. */
@SuppressWarnings("DoNotCallSuggester")
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
    throw new UnsupportedOperationException("being built");
  }

  /**
   * Listens. {@link HybridVsock} binds the host's side, {@link HybridVsock#listeningPath()}.
   *
   * @param backlog how many connections may wait to be accepted, 1 to 4096
   * @throws java.net.BindException if the address is taken or not this machine's
   * @throws IOException if it fails otherwise
   */
  public static VsockListener listen(VsockAddress address, int backlog) throws IOException {
    throw new UnsupportedOperationException("being built");
  }
}
