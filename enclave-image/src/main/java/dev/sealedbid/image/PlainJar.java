package dev.sealedbid.image;

import dev.sealedbid.image.jars.Compilation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A jar of a folder's files.
 *
 * <p>Guarantee: it depends on names and contents only. Entries are sorted and of one time; nothing
 * is compressed, as the ramdisk is, and does that better over all jars than each by itself.
 */
final class PlainJar {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private PlainJar() {}

  static void write(Path folder, Path jar) throws IOException {
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
      out.setMethod(ZipOutputStream.STORED);
      for (String name : Compilation.files(folder)) {
        add(out, name, Files.readAllBytes(folder.resolve(name)));
      }
    }
  }

  /** Adds an entry to a jar whose entries are stored as they are. */
  static void add(ZipOutputStream jar, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    jar.putNextEntry(entry);
    jar.write(content);
  }
}
