package dev.sealedbid.image;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * One file, folder or device of a ramdisk.
 *
 * @param type what it is, as the type bits of a Unix mode
 * @param permissions the rest of its mode
 * @param content the file whose bytes it has; folders and devices have none
 * @param device major number times 256 plus minor number of a device
 */
record RamdiskEntry(int type, int permissions, Optional<Path> content, int device) {
  private static final int FOLDER = 0040000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int FILE = 0100000;

  static RamdiskEntry folder() {
    return new RamdiskEntry(FOLDER, 0755, Optional.empty(), 0);
  }

  static RamdiskEntry file(Path content) {
    return new RamdiskEntry(FILE, 0644, Optional.of(content), 0);
  }

  static RamdiskEntry program(Path content) {
    return new RamdiskEntry(FILE, 0755, Optional.of(content), 0);
  }

  /** The console, which the kernel opens for the first process before anything is mounted. */
  static RamdiskEntry console() {
    return new RamdiskEntry(CHARACTER_DEVICE, 0600, Optional.empty(), 5 << 8 | 1);
  }

  int mode() {
    return type | permissions;
  }

  /** The permissions as Java has them. */
  Set<PosixFilePermission> posix() {
    return PosixFilePermissions.fromString(
        permissions == 0755 ? "rwxr-xr-x" : permissions == 0644 ? "rw-r--r--" : "rw-------");
  }

  int links() {
    return type == FOLDER ? 2 : 1;
  }
}
