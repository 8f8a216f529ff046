package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.util.OptionalInt;

/** The host's end of what a guest connects to: the Unix socket {@code PATH_PORT}. */
final class HybridListener implements VsockListener {

  private final UnixListener listener;
  private final HybridVsock address;

  HybridListener(UnixListener listener, HybridVsock address) {
    this.listener = listener;
    this.address = address;
  }

  @Override
  public VsockConnection accept() throws IOException {
    return new VsockConnection(listener.accept(), OptionalInt.empty());
  }

  @Override
  public VsockAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
