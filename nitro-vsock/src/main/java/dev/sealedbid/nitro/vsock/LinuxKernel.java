package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.net.SocketException;
import java.util.Locale;

/** {@link Kernel} by libc on Linux. */
final class LinuxKernel implements Kernel {

  static final int AF_UNIX = 1;
  static final int AF_VSOCK = 40;
  static final int POLLIN = 0x1;
  static final int POLLOUT = 0x4;
  static final int SHUT_RD = 0;
  static final int SHUT_WR = 1;
  static final int SHUT_RDWR = 2;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int MSG_PEEK = 0x2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_VM_SOCKETS_CONNECT_TIMEOUT = 6;
  private static final int POLLFD_SIZE = 8;

  /**
   * The machine's kernel.
   *
   * @throws SocketException if this isn't Linux, whose numbers the calls use
   */
  static Kernel open() throws SocketException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (!system.startsWith("linux")) {
      throw new SocketException(
          "vsock and Unix sockets need Linux; on this system use a tcp: address");
    }
    return new LinuxKernel();
  }

  @Override
  public int socket(int domain, boolean blocking) {
    int type = SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK);
    return result(Libc.socket(domain, type, 0));
  }

  @Override
  public int connect(int fd, Pointer address, int length) {
    return result(Libc.connect(fd, address, length));
  }

  @Override
  public int bind(int fd, Pointer address, int length) {
    return result(Libc.bind(fd, address, length));
  }

  @Override
  public int listen(int fd, int backlog) {
    return result(Libc.listen(fd, backlog));
  }

  @Override
  public int accept(int fd, Pointer address, Pointer length) {
    return result(Libc.accept4(fd, address, length, SOCK_CLOEXEC));
  }

  @Override
  public int receive(int fd, Pointer buffer, int length) {
    return result(Libc.recv(fd, buffer, new NativeLong(length), MSG_DONTWAIT).intValue());
  }

  @Override
  public int peek(int fd, Pointer buffer, int length) {
    return result(
        Libc.recv(fd, buffer, new NativeLong(length), MSG_DONTWAIT | MSG_PEEK).intValue());
  }

  @Override
  public int send(int fd, Pointer buffer, int length) {
    return result(
        Libc.send(fd, buffer, new NativeLong(length), MSG_DONTWAIT | MSG_NOSIGNAL).intValue());
  }

  @Override
  public int poll(int first, int events, int second, int timeoutMillis) {
    int count = second < 0 ? 1 : 2;
    try (Memory descriptors = new Memory((long) POLLFD_SIZE * count)) {
      put(descriptors, 0, first, events);
      if (count == 2) {
        put(descriptors, POLLFD_SIZE, second, POLLIN);
      }
      int ready = result(Libc.poll(descriptors, new NativeLong(count), timeoutMillis));
      if (ready <= 0) {
        return ready;
      }
      int bits = descriptors.getShort(6) == 0 ? 0 : 1;
      return count == 2 && descriptors.getShort(POLLFD_SIZE + 6) != 0 ? bits | 2 : bits;
    }
  }

  private static void put(Memory descriptors, int offset, int fd, int events) {
    descriptors.setInt(offset, fd);
    descriptors.setShort(offset + 4L, (short) events);
    descriptors.setShort(offset + 6L, (short) 0);
  }

  @Override
  public int shutdown(int fd, int how) {
    return result(Libc.shutdown(fd, how));
  }

  @Override
  public int close(int fd) {
    // Never again after EINTR: Linux has released the descriptor by then, and its number may be
    // another's already (close(2)).
    return result(Libc.close(fd));
  }

  @Override
  public int event() {
    return result(Libc.eventfd(0, EFD_CLOEXEC));
  }

  @Override
  public int signal(int event) {
    try (Memory one = new Memory(8)) {
      one.setLong(0, 1);
      return result(Libc.write(event, one, new NativeLong(8)).intValue());
    }
  }

  @Override
  public int connectTimeout(int fd, int domain, long millis) {
    boolean vsock = domain == AF_VSOCK;
    int level = vsock ? AF_VSOCK : SOL_SOCKET;
    int option = vsock ? SO_VM_SOCKETS_CONNECT_TIMEOUT : SO_SNDTIMEO;
    try (Memory interval = new Memory(16)) {
      interval.setLong(0, millis / 1000);
      interval.setLong(8, millis % 1000 * 1000);
      return result(Libc.setsockopt(fd, level, option, interval, 16));
    }
  }

  private static int result(int value) {
    return value >= 0 ? value : -Native.getLastError();
  }
}
