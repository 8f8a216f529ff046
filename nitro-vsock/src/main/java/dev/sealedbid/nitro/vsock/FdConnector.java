package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** Connects native sockets. */
final class FdConnector {

  private final Kernel kernel;

  FdConnector(Kernel kernel) {
    this.kernel = kernel;
  }

  Socket unix(Path path, Duration timeout) throws IOException {
    Deadline deadline = Deadline.after(timeout);
    try (Memory address = NativeAddress.of(path)) {
      return connect(LinuxKernel.AF_UNIX, address, "unix:" + path, deadline);
    }
  }

  Socket vsock(Vsock vsock, Duration timeout) throws IOException {
    Deadline deadline = Deadline.after(timeout);
    if (vsock.cid() == Vsock.ANY_CID) {
      throw new IllegalArgumentException("vsock:any is for listening; connect to a CID");
    }
    try (Memory address = NativeAddress.of(vsock)) {
      return connect(LinuxKernel.AF_VSOCK, address, vsock.toString(), deadline);
    }
  }

  private Socket connect(int domain, Memory address, String where, Deadline deadline)
      throws IOException {
    int fd = kernel.socket(domain, true);
    if (fd < 0) {
      throw Errno.opening(-fd);
    }
    boolean done = false;
    try {
      connect(fd, domain, address, where, deadline);
      Socket socket = FdSocket.connected(kernel, fd, "local", where);
      done = true;
      return socket;
    } finally {
      if (!done) {
        kernel.close(fd);
      }
    }
  }

  /** The kernel bounds each try; the deadline bounds the tries that signals interrupt. */
  private void connect(int fd, int domain, Memory address, String where, Deadline deadline)
      throws IOException {
    int result = -Errno.EINTR;
    while (result == -Errno.EINTR) {
      int left = deadline.remainingMillis();
      if (left == 0) {
        throw Errno.connecting(where, Errno.ETIMEDOUT);
      }
      kernel.connectTimeout(fd, domain, left);
      result = kernel.connect(fd, address, (int) address.size());
    }
    if (result < 0) {
      throw Errno.connecting(where, -result);
    }
  }
}
