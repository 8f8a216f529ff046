package dev.sealedbid.nitro.vsock;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The C library's calls, as it declares them; {@link LinuxKernel} is their only user. */
final class Libc {

  static {
    // Every JVM has libc in its process: nothing is searched for on disk.
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  static native int socket(int domain, int type, int protocol);

  static native int connect(int fd, Pointer address, int length);

  static native int bind(int fd, Pointer address, int length);

  static native int listen(int fd, int backlog);

  static native int accept4(int fd, Pointer address, Pointer length, int flags);

  static native NativeLong recv(int fd, Pointer buffer, NativeLong length, int flags);

  static native NativeLong send(int fd, Pointer buffer, NativeLong length, int flags);

  static native NativeLong write(int fd, Pointer buffer, NativeLong length);

  static native int poll(Pointer descriptors, NativeLong count, int timeout);

  static native int shutdown(int fd, int how);

  static native int close(int fd);

  static native int eventfd(int initial, int flags);

  static native int setsockopt(int fd, int level, int name, Pointer value, int length);
}
