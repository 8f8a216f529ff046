package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;

/**
 * Bytes in and out of a connected socket. Every wait is a poll(2) with what is left of its
 * deadline; the transfers themselves never block. What passed through native memory is wiped there.
 */
final class FdStreams {

  private static final int MAX_TRANSFER = 64 * 1024;

  private final Kernel kernel;
  private final Descriptor descriptor;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();
  private volatile int soTimeout;
  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;

  FdStreams(Kernel kernel, Descriptor descriptor) {
    this.kernel = kernel;
    this.descriptor = descriptor;
  }

  InputStream input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  int soTimeout() {
    return soTimeout;
  }

  void soTimeout(int millis) {
    soTimeout = millis;
  }

  boolean isInputShutdown() {
    return inputShutdown;
  }

  boolean isOutputShutdown() {
    return outputShutdown;
  }

  void shutdownInput() throws IOException {
    shutdown(LinuxKernel.SHUT_RD);
    inputShutdown = true;
  }

  void shutdownOutput() throws IOException {
    shutdown(LinuxKernel.SHUT_WR);
    outputShutdown = true;
  }

  private void shutdown(int how) throws IOException {
    int fd = descriptor.acquire();
    try {
      int result = kernel.shutdown(fd, how);
      if (result < 0 && result != -Errno.ENOTCONN) {
        throw Errno.transferring(-result);
      }
    } finally {
      descriptor.release();
    }
  }

  private int read(byte[] bytes, int offset, int length) throws IOException {
    Deadline deadline = Deadline.afterSoTimeout(soTimeout);
    int fd = descriptor.acquire();
    try (Memory buffer = new WipedMemory(Math.min(length, MAX_TRANSFER))) {
      while (true) {
        int got = inputShutdown ? 0 : kernel.receive(fd, buffer, (int) buffer.size());
        if (got > 0) {
          buffer.read(0, bytes, offset, got);
          return got;
        }
        if (got == 0) {
          requireOpen();
          return -1;
        }
        if (got == -Errno.EAGAIN) {
          awaitReadable(fd, deadline);
        } else if (got != -Errno.EINTR) {
          requireOpen();
          throw Errno.transferring(-got);
        }
      }
    } finally {
      descriptor.release();
    }
  }

  private void awaitReadable(int fd, Deadline deadline) throws IOException {
    int ready = kernel.poll(fd, LinuxKernel.POLLIN, -1, deadline.remainingMillis());
    if (ready == 0) {
      requireOpen();
      throw new SocketTimeoutException("Read timed out");
    }
    requireReadyOrInterrupted(ready);
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    int fd = descriptor.acquire();
    try (Memory buffer = new WipedMemory(Math.min(length, MAX_TRANSFER))) {
      int done = 0;
      while (done < length) {
        int chunk = Math.min(length - done, MAX_TRANSFER);
        buffer.write(0, bytes, offset + done, chunk);
        sendAll(fd, buffer, chunk);
        done += chunk;
      }
    } finally {
      descriptor.release();
    }
  }

  private void sendAll(int fd, Memory buffer, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int sent = kernel.send(fd, buffer.share(done), length - done);
      if (sent >= 0) {
        done += sent;
      } else if (sent == -Errno.EAGAIN) {
        requireReadyOrInterrupted(kernel.poll(fd, LinuxKernel.POLLOUT, -1, Deadline.FOREVER));
      } else if (sent != -Errno.EINTR) {
        requireOpen();
        throw Errno.transferring(-sent);
      }
    }
  }

  /** After {@code shutdownInput} nothing, though the kernel may still hold bytes: as read does. */
  private int available() throws IOException {
    if (inputShutdown) {
      return 0;
    }
    int fd = descriptor.acquire();
    try (Memory buffer = new WipedMemory(4096)) {
      int waiting = kernel.peek(fd, buffer, (int) buffer.size());
      return Math.max(0, waiting);
    } finally {
      descriptor.release();
    }
  }

  private void requireReadyOrInterrupted(int ready) throws IOException {
    if (ready < 0 && ready != -Errno.EINTR) {
      throw Errno.transferring(-ready);
    }
  }

  private void requireOpen() throws SocketException {
    if (descriptor.isClosing()) {
      throw new SocketException("Socket closed");
    }
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return FdStreams.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      return length == 0 ? 0 : FdStreams.this.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return FdStreams.this.available();
    }

    @Override
    public void close() {
      descriptor.close();
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length > 0) {
        FdStreams.this.write(bytes, offset, length);
      }
    }

    @Override
    public void close() {
      descriptor.close();
    }
  }
}
