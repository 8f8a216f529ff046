package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.OptionalInt;

/**
 * A listening native socket. Waiting is a poll(2) on it and on an eventfd that closing signals: to
 * shut a listening vsock socket down wakes nobody.
 */
final class FdListener {

  private final Kernel kernel;
  private final Descriptor listening;
  private final int event;
  private final String where;

  private FdListener(Kernel kernel, int fd, int event, String where) {
    this.kernel = kernel;
    this.event = event;
    this.where = where;
    this.listening =
        new Descriptor(kernel, fd, () -> kernel.signal(event), () -> kernel.close(event));
  }

  /** Binds and listens; {@code bound} runs between the two, while nobody can connect yet. */
  static FdListener listen(
      Kernel kernel, int domain, Memory address, int backlog, String where, BoundAction bound)
      throws IOException {
    // Two threads may see the same connection waiting; the one that comes second must not block.
    int fd = kernel.socket(domain, false);
    if (fd < 0) {
      throw Errno.opening(-fd);
    }
    int event = -1;
    boolean done = false;
    try {
      check(kernel.bind(fd, address, (int) address.size()), where);
      bound.run();
      check(kernel.listen(fd, backlog), where);
      event = kernel.event();
      check(event, where);
      done = true;
      return new FdListener(kernel, fd, event, where);
    } finally {
      if (!done) {
        kernel.close(fd);
      }
    }
  }

  /** What is done to a bound address before it takes connections. */
  interface BoundAction {
    void run() throws IOException;
  }

  private static void check(int result, String where) throws IOException {
    if (result < 0) {
      throw Errno.binding(where, -result);
    }
  }

  VsockConnection accept() throws IOException {
    int fd = listening.acquire();
    try (Memory address = new Memory(NativeAddress.VSOCK_LENGTH);
        Memory length = new Memory(4)) {
      while (true) {
        awaitConnection(fd);
        address.clear();
        length.setInt(0, NativeAddress.VSOCK_LENGTH);
        int accepted = kernel.accept(fd, address, length);
        if (accepted >= 0) {
          return connection(accepted, address);
        }
        requirePassing(accepted);
      }
    } finally {
      listening.release();
    }
  }

  private void awaitConnection(int fd) throws IOException {
    int ready = 0;
    while ((ready & 1) == 0) {
      ready = kernel.poll(fd, LinuxKernel.POLLIN, event, Deadline.FOREVER);
      if (listening.isClosing()) {
        throw new SocketException("Socket closed");
      }
      if (ready < 0) {
        requirePassing(ready);
        ready = 0;
      }
    }
  }

  private VsockConnection connection(int fd, Memory address) throws IOException {
    boolean vsock = NativeAddress.family(address) == LinuxKernel.AF_VSOCK;
    int cid = NativeAddress.cid(address);
    String peer = vsock ? new Vsock(cid, 1).toString().replaceAll(":1$", "") : "peer";
    Socket socket = FdSocket.connected(kernel, fd, where, peer);
    return new VsockConnection(socket, vsock ? OptionalInt.of(cid) : OptionalInt.empty());
  }

  /** A signal, or a peer that went away before it was accepted, is no reason to stop listening. */
  private static void requirePassing(int result) throws IOException {
    int errno = -result;
    if (errno != Errno.EINTR && errno != Errno.EAGAIN && errno != Errno.ECONNABORTED) {
      throw new SocketException("accepting a connection failed: " + Errno.text(errno));
    }
  }

  void close() {
    listening.close();
  }
}
