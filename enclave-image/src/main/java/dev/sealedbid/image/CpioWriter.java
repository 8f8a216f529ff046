package dev.sealedbid.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a cpio archive in the format {@code newc}, which the kernel unpacks: for each entry the
 * magic 070701, thirteen numbers of eight hexadecimal digits, the name with a zero, the content;
 * name and content each padded to a multiple of four bytes.
 */
final class CpioWriter implements Closeable {
  /** 2026-01-01T00:00:00Z, like the jars. */
  static final long TIME = 1_767_225_600L;

  private static final String TRAILER = "TRAILER!!!";
  private static final long MAX_LENGTH = 0xffff_ffffL;

  private final OutputStream out;
  private int inode;

  CpioWriter(OutputStream out) {
    this.out = out;
  }

  void add(String name, RamdiskEntry entry) throws IOException {
    Path content = entry.content().orElse(null);
    long size = content == null ? 0 : Files.size(content);
    if (size > MAX_LENGTH) {
      throw new IOException(name + " is larger than a cpio archive can hold");
    }
    inode++;
    header(name, inode, entry, size);
    if (content != null) {
      copy(content, size);
    }
  }

  @Override
  public void close() throws IOException {
    header(TRAILER, 0, null, 0);
    out.close();
  }

  private void header(
      String name, int number, @org.jspecify.annotations.Nullable RamdiskEntry entry, long size)
      throws IOException {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    long[] fields = {
      number,
      entry == null ? 0 : entry.mode(),
      0, // uid
      0, // gid
      entry == null ? 1 : entry.links(),
      entry == null ? 0 : TIME,
      size,
      0, // the device that it lay on
      0,
      entry == null ? 0 : entry.device() >> 8,
      entry == null ? 0 : entry.device() & 0xff,
      text.length + 1L,
      0, // checksum: none in this format
    };
    StringBuilder head = new StringBuilder("070701");
    for (long field : fields) {
      head.append(String.format(Locale.ROOT, "%08x", field));
    }
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(text);
    out.write(0);
    pad(head.length() + text.length + 1L);
  }

  private void copy(Path content, long size) throws IOException {
    long copied;
    try (InputStream in = Files.newInputStream(content)) {
      copied = in.transferTo(out);
    }
    if (copied != size) {
      throw new IOException(content + " changed while it was packed");
    }
    pad(size);
  }

  private void pad(long length) throws IOException {
    out.write(new byte[(int) (-length & 3)]);
  }
}
