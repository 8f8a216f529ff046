package dev.sealedbid.nitro.eif;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes images of version 4, as AWS's {@code eif_build} orders them: kernel, command line,
 * metadata, ramdisks.
 *
 * <p>Guarantee: the bytes depend on the contents given here and on nothing else; the same contents
 * give the same file. What is written, {@link EifImage} reads.
 */
public final class EifBuilder {
  private static final int VERSION = 4;
  private static final long DEFAULT_MEMORY = 1L << 30;
  private static final int DEFAULT_CPUS = 2;
  private static final int BUFFER = 1 << 16;

  private final EifArchitecture architecture;
  private final Path kernel;
  private final byte[] cmdline;
  private final byte[] metadata;
  private final List<Path> ramdisks = new ArrayList<>();
  private long defaultMemory = DEFAULT_MEMORY;
  private long defaultCpus = DEFAULT_CPUS;

  /**
   * An image without ramdisks yet.
   *
   * @param kernel bzImage for x86-64, Image for aarch64
   * @param cmdline the kernel's command line, 1 to {@link EifImage#MAX_CMDLINE} bytes of ASCII
   * @param metadata one JSON object as {@code nitro-cli} reads it; not measured
   */
  public EifBuilder(EifArchitecture architecture, Path kernel, String cmdline, String metadata) {
    this.architecture = architecture;
    this.kernel = kernel;
    this.cmdline = cmdline.getBytes(StandardCharsets.US_ASCII);
    this.metadata = metadata.getBytes(StandardCharsets.UTF_8);
    requireLength("command line", this.cmdline.length, EifImage.MAX_CMDLINE);
    requireLength("metadata", this.metadata.length, EifImage.MAX_METADATA);
    if (!new String(this.cmdline, StandardCharsets.US_ASCII).equals(cmdline)) {
      throw new IllegalArgumentException("the kernel's command line is ASCII");
    }
  }

  /** Adds a ramdisk behind those that are there: the first boots, the others are measured apart. */
  public EifBuilder ramdisk(Path ramdisk) {
    if (ramdisks.size() == EifImage.MAX_RAMDISKS) {
      throw new IllegalArgumentException(
          "an image has at most " + EifImage.MAX_RAMDISKS + " ramdisks");
    }
    ramdisks.add(ramdisk);
    return this;
  }

  /** What the enclave gets if nobody says otherwise; as eif_build, 1 GiB and 2 CPUs unless set. */
  public EifBuilder defaults(long memoryBytes, int cpus) {
    if (memoryBytes < 0 || cpus < 0) {
      throw new IllegalArgumentException("memory and CPUs aren't negative");
    }
    defaultMemory = memoryBytes;
    defaultCpus = cpus;
    return this;
  }

  /**
   * Writes the image, replacing the file if it is there.
   *
   * @throws IOException if a part can't be read, is empty or changes meanwhile, or the file can't
   *     be written
   */
  public void write(Path file) throws IOException {
    if (ramdisks.isEmpty()) {
      throw new IllegalStateException("an image has at least one ramdisk");
    }
    List<Part> parts = parts();
    CRC32 crc = new CRC32();
    byte[] header = header(parts, 0);
    crc.update(header, 0, EifHeader.CHECKED_LENGTH);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header);
      for (Part part : parts) {
        part.write(out, crc);
      }
    }
    try (RandomAccessFile sealed = new RandomAccessFile(file.toFile(), "rw")) {
      sealed.write(header(parts, (int) crc.getValue()));
    }
  }

  private List<Part> parts() throws IOException {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.of(EifSectionType.KERNEL, kernel));
    parts.add(Part.of(EifSectionType.CMDLINE, cmdline));
    parts.add(Part.of(EifSectionType.METADATA, metadata));
    for (Path ramdisk : ramdisks) {
      parts.add(Part.of(EifSectionType.RAMDISK, ramdisk));
    }
    return parts;
  }

  private byte[] header(List<Part> parts, int crc) {
    List<Long> offsets = new ArrayList<>();
    long offset = EifHeader.LENGTH;
    for (Part part : parts) {
      offsets.add(offset);
      offset = new EifSection(part.type, offset, part.size).end();
    }
    List<Long> sizes = parts.stream().map(Part::size).toList();
    return new EifHeader(VERSION, architecture, defaultMemory, defaultCpus, offsets, sizes, crc)
        .encode();
  }

  private static void requireLength(String what, int length, int most) {
    if (length < 1 || length > most) {
      throw new IllegalArgumentException("the " + what + " has 1 to " + most + " bytes");
    }
  }

  @FunctionalInterface
  private interface Content {
    InputStream open() throws IOException;
  }

  private record Part(EifSectionType type, long size, String name, Content content) {
    static Part of(EifSectionType type, Path file) throws IOException {
      long size = Files.size(file);
      if (size == 0) {
        throw new IOException(file + " is empty");
      }
      return new Part(type, size, file.toString(), () -> Files.newInputStream(file));
    }

    static Part of(EifSectionType type, byte[] bytes) {
      return new Part(
          type, bytes.length, type.name(), () -> new java.io.ByteArrayInputStream(bytes));
    }

    void write(OutputStream out, CRC32 crc) throws IOException {
      byte[] head =
          ByteBuffer.allocate(EifSection.HEADER_LENGTH)
              .putShort((short) type.code())
              .putShort((short) 0)
              .putLong(size)
              .array();
      out.write(head);
      crc.update(head);
      byte[] buffer = new byte[BUFFER];
      long written = 0;
      try (InputStream in = content.open()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          crc.update(buffer, 0, n);
          written += n;
        }
      }
      if (written != size) {
        throw new IOException(name + " changed while the image was written");
      }
    }
  }
}
