package dev.sealedbid.nitro.nsm;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** The mainline kernel's driver (drivers/misc/nsm.c). */
final class LinuxNsmDevice implements NsmDevice {

  /** {@code _IOWR(0x0A, 0, struct nsm_raw)}, the same on x86-64 and aarch64. */
  static final long NSM_IOCTL_RAW = 0xC020_0A00L;

  private static final int O_RDWR = 0x2;
  private static final int O_CLOEXEC = 0x80000;

  private final int fd;

  private LinuxNsmDevice(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a device file.
   *
   * @throws NsmException if it can't be opened
   */
  static LinuxNsmDevice open(String path) throws NsmException {
    byte[] name = (path + "\0").getBytes(StandardCharsets.US_ASCII);
    int fd = NsmLibc.open(name, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
      throw new NsmException(
          path
              + " can't be opened (errno "
              + Native.getLastError()
              + "): either this isn't a Nitro Enclave, or its kernel has no nsm driver loaded");
    }
    return new LinuxNsmDevice(fd);
  }

  @Override
  public int ioctl(Pointer raw) {
    int result = NsmLibc.ioctl(fd, new NativeLong(NSM_IOCTL_RAW), raw);
    return result >= 0 ? result : -Native.getLastError();
  }

  @Override
  public int close() {
    return NsmLibc.close(fd);
  }
}
