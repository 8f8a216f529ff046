package dev.sealedbid.nitro.eif;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** Images made by hand, so that they can lie. */
final class TestImage {
  static final int VERSION_AT = 4;
  static final int FLAGS_AT = 6;
  static final int MEMORY_AT = 8;
  static final int CPUS_AT = 16;
  static final int RESERVED_AT = 24;
  static final int COUNT_AT = 26;
  static final int OFFSETS_AT = 28;
  static final int SIZES_AT = OFFSETS_AT + 32 * 8;
  static final int CRC_AT = 544;

  private static final Path VECTORS = Path.of("..", "vectors", "eif");

  private final int version;
  private final List<byte[]> sections = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  TestImage(int version) {
    this.version = version;
  }

  /** Version 4 with everything that is required. */
  static TestImage whole() {
    return new TestImage(4)
        .with(EifSectionType.KERNEL, "kernel")
        .with(EifSectionType.CMDLINE, "console=ttyS0")
        .with(EifSectionType.METADATA, "{}")
        .with(EifSectionType.RAMDISK, "boot")
        .with(EifSectionType.RAMDISK, "application");
  }

  static byte[] vector(String name) {
    try {
      return name.endsWith(".hex") ? hex(name) : Files.readAllBytes(VECTORS.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestImage with(EifSectionType type, String content) {
    return with(type, content.getBytes(StandardCharsets.UTF_8));
  }

  TestImage with(EifSectionType type, byte[] content) {
    return with(type.code(), content);
  }

  TestImage with(int type, byte[] content) {
    types.add(type);
    sections.add(content);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      offsets.add((long) EifHeader.LENGTH + body.size());
      body.writeBytes(
          ByteBuffer.allocate(12)
              .putShort(types.get(i).shortValue())
              .putShort((short) 0)
              .putLong(sections.get(i).length)
              .array());
      body.writeBytes(sections.get(i));
    }
    List<Long> sizes = sections.stream().map(content -> (long) content.length).toList();
    byte[] header =
        new EifHeader(version, EifArchitecture.X86_64, 1, 1, offsets, sizes, 0).encode();
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    image.writeBytes(header);
    image.writeBytes(body.toByteArray());
    return sealed(image.toByteArray());
  }

  /** Where a section's own header begins. */
  static int offset(byte[] image, int section) {
    return (int) ByteBuffer.wrap(image).getLong(OFFSETS_AT + 8 * section);
  }

  /** The image with the checksum that belongs to it. */
  static byte[] sealed(byte[] image) {
    CRC32 crc = new CRC32();
    crc.update(image, 0, CRC_AT);
    crc.update(image, CRC_AT + 4, image.length - CRC_AT - 4);
    byte[] sealed = image.clone();
    ByteBuffer.wrap(sealed).putInt(CRC_AT, (int) crc.getValue());
    return sealed;
  }

  static byte[] withShort(byte[] image, int at, int value) {
    byte[] changed = image.clone();
    ByteBuffer.wrap(changed).putShort(at, (short) value);
    return sealed(changed);
  }

  static byte[] withLong(byte[] image, int at, long value) {
    byte[] changed = image.clone();
    ByteBuffer.wrap(changed).putLong(at, value);
    return sealed(changed);
  }

  static byte[] withLength(byte[] image, int length) {
    return sealed(Arrays.copyOf(image, length));
  }

  private static byte[] hex(String name) throws IOException {
    StringBuilder digits = new StringBuilder();
    for (String line : Files.readAllLines(VECTORS.resolve(name))) {
      if (!line.startsWith("#")) {
        digits.append(line.strip());
      }
    }
    return HexFormat.of().parseHex(digits);
  }
}
