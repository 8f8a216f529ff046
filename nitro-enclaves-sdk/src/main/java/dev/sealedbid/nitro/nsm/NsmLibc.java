package dev.sealedbid.nitro.nsm;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The C library's calls that reach a device, as it declares them. */
final class NsmLibc {

  static {
    // Every JVM has libc in its process: nothing is searched for on disk.
    Native.register(NsmLibc.class, NativeLibrary.getProcess());
  }

  private NsmLibc() {}

  static native int open(byte[] path, int flags);

  static native int ioctl(int fd, NativeLong request, Pointer argument);

  static native int close(int fd);
}
