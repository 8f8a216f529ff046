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

  /**
   * Writes the entries below a folder of the ramdisk as files, with their modes.
   *
   * @param prefix the folder, with a slash at its end
   * @param target a folder that isn't there yet
   */
  void writeFolder(String prefix, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new IOException(target + " is there already");
    }
    Files.createDirectories(target);
    for (var entry : entries.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        Path file = target.resolve(entry.getKey().substring(prefix.length()));
        if (entry.getValue().content().isPresent()) {
          Files.copy(entry.getValue().content().get(), file);
        } else {
          Files.createDirectory(file);
        }
        Files.setPosixFilePermissions(file, entry.getValue().posix());
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
