package dev.sealedbid.nitro.vsock;

import java.net.SocketException;

/**
 * A file descriptor that is closed once, and never while a call on it is under way: its number
 * could be given to another file in between, and the call would read or write there.
 *
 * <p>Every system call stands between {@link #acquire} and {@link #release}. {@link #close} lets no
 * new call begin and wakes those under way; the last of them closes the descriptor.
 */
final class Descriptor {

  private final Kernel kernel;
  private final int fd;
  private final Runnable wake;
  private final Runnable released;
  private int users;
  private boolean closing;

  /**
   * Takes ownership of a descriptor.
   *
   * @param wake makes calls under way return; run at most once, while the descriptor is still open
   * @param released run once, after the descriptor is closed
   */
  Descriptor(Kernel kernel, int fd, Runnable wake, Runnable released) {
    this.kernel = kernel;
    this.fd = fd;
    this.wake = wake;
    this.released = released;
  }

  synchronized int acquire() throws SocketException {
    if (closing) {
      throw new SocketException("Socket closed");
    }
    users++;
    return fd;
  }

  void release() {
    boolean last;
    synchronized (this) {
      users--;
      last = closing && users == 0;
    }
    if (last) {
      closeNow();
    }
  }

  synchronized boolean isClosing() {
    return closing;
  }

  void close() {
    boolean unused;
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      unused = users == 0;
      if (!unused) {
        wake.run();
      }
    }
    if (unused) {
      closeNow();
    }
  }

  private void closeNow() {
    kernel.close(fd);
    released.run();
  }
}
