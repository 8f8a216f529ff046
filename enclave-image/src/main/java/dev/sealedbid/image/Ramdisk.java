package dev.sealedbid.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A ramdisk in the making: a tree of files that becomes a compressed cpio archive.
 *
 * <p>Guarantee: the archive depends on names, modes and contents only. Entries are sorted, inode
 * numbers count up, everything belongs to root and is of one time.
 */
final class Ramdisk {
  private final SortedMap<String, RamdiskEntry> entries = new TreeMap<>();

  /**
   * Adds an entry; folders above it are added where they are missing.
   *
   * @param name its path without a slash in front
   */
  Ramdisk add(String name, RamdiskEntry entry) {
    requireName(name);
    int slash = name.lastIndexOf('/');
    if (slash > 0 && !entries.containsKey(name.substring(0, slash))) {
      add(name.substring(0, slash), RamdiskEntry.folder());
    }
    if (entries.put(name, entry) != null) {
      throw new IllegalArgumentException(name + " is there already");
    }
    return this;
  }

  /** The entries by name, sorted. */
  SortedMap<String, RamdiskEntry> entries() {
    return new TreeMap<>(entries);
  }

  /** Writes the compressed archive. */
  void write(Path file) throws IOException {
    try (OutputStream out =
            new PlainGzip(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        CpioWriter cpio = new CpioWriter(out)) {
      for (var entry : entries.entrySet()) {
        cpio.add(entry.getKey(), entry.getValue());
      }
    }
  }

  private static void requireName(String name) {
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException("not a name in a ramdisk: " + name);
      }
    }
  }
}
