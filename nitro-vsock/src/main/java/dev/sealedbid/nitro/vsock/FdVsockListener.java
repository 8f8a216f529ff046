package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import java.io.IOException;

/** A listening {@code AF_VSOCK} socket. */
final class FdVsockListener implements VsockListener {

  private final FdListener listener;
  private final Vsock address;

  private FdVsockListener(FdListener listener, Vsock address) {
    this.listener = listener;
    this.address = address;
  }

  static FdVsockListener listen(Kernel kernel, Vsock vsock, int backlog) throws IOException {
    try (Memory address = NativeAddress.of(vsock)) {
      return new FdVsockListener(
          FdListener.listen(
              kernel, LinuxKernel.AF_VSOCK, address, backlog, vsock.toString(), () -> {}),
          vsock);
    }
  }

  @Override
  public VsockConnection accept() throws IOException {
    return listener.accept();
  }

  @Override
  public VsockAddress address() {
    return address;
  }

  @Override
  public void close() {
    listener.close();
  }
}
