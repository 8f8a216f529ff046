package dev.sealedbid.nitro.eif;

import dev.sealedbid.nitro.attestation.Pcrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** One pass over one image. The layout is settled before any content is read. */
final class EifReader {
  private static final int BUFFER = 1 << 16;

  private final EifInput input;
  private final CRC32 crc = new CRC32();
  private final PcrHasher pcr0 = new PcrHasher();
  private final PcrHasher pcr1 = new PcrHasher();
  private final PcrHasher pcr2 = new PcrHasher();
  private final byte[] buffer = new byte[BUFFER];

  EifReader(EifInput input) {
    this.input = input;
  }

  EifImage read() throws IOException, MalformedEifException {
    EifHeader header = header();
    Layout layout = new Layout(header, input.size());
    List<EifSection> sections = new ArrayList<>();
    Map<EifSectionType, byte[]> small = new TreeMap<>();
    for (int i = 0; i < layout.count(); i++) {
      EifSection section = layout.section(i, next(EifSection.HEADER_LENGTH));
      SectionOrder.check(header.version(), sections, section);
      content(section, sections, small);
      sections.add(section);
    }
    SectionOrder.checkComplete(header.version(), sections);
    if ((int) crc.getValue() != header.crc()) {
      throw new MalformedEifException(
          String.format(
              "the checksum in the header is %08x, that of the file %08x: the file is corrupt",
              header.crc(), (int) crc.getValue()));
    }
    return image(header, sections, small);
  }

  private EifHeader header() throws IOException, MalformedEifException {
    if (input.size() < EifHeader.LENGTH) {
      throw new MalformedEifException(
          "the file has "
              + input.size()
              + " bytes, fewer than an image's header of "
              + EifHeader.LENGTH);
    }
    if (input.size() > EifImage.MAX_LENGTH) {
      throw new MalformedEifException(
          "the file has "
              + input.size()
              + " bytes, more than the "
              + EifImage.MAX_LENGTH
              + " allowed");
    }
    byte[] bytes = new byte[EifHeader.LENGTH];
    input.read(bytes, bytes.length);
    crc.update(bytes, 0, EifHeader.CHECKED_LENGTH);
    return EifHeader.parse(bytes);
  }

  private byte[] next(int length) throws IOException {
    byte[] bytes = new byte[length];
    input.read(bytes, length);
    crc.update(bytes);
    return bytes;
  }

  private void content(
      EifSection section, List<EifSection> before, Map<EifSectionType, byte[]> small)
      throws IOException {
    switch (section.type()) {
      case KERNEL -> hash(section, pcr0, pcr1);
      case RAMDISK -> hash(section, pcr0, isFirstRamdisk(before) ? pcr1 : pcr2);
      case CMDLINE -> {
        byte[] cmdline = next((int) section.size());
        pcr0.update(cmdline, cmdline.length);
        pcr1.update(cmdline, cmdline.length);
        small.put(EifSectionType.CMDLINE, cmdline);
      }
      case METADATA, SIGNATURE -> small.put(section.type(), next((int) section.size()));
    }
  }

  private static boolean isFirstRamdisk(List<EifSection> before) {
    return before.stream().noneMatch(section -> section.type() == EifSectionType.RAMDISK);
  }

  private void hash(EifSection section, PcrHasher... hashers) throws IOException {
    for (long rest = section.size(); rest > 0; ) {
      int length = (int) Math.min(rest, BUFFER);
      input.read(buffer, length);
      crc.update(buffer, 0, length);
      for (PcrHasher hasher : hashers) {
        hasher.update(buffer, length);
      }
      rest -= length;
    }
  }

  private EifImage image(
      EifHeader header, List<EifSection> sections, Map<EifSectionType, byte[]> small)
      throws MalformedEifException {
    Map<Integer, byte[]> pcrs = new TreeMap<>();
    byte[] whole = pcr0.value();
    pcrs.put(0, whole);
    pcrs.put(1, pcr1.value());
    pcrs.put(2, pcr2.value());
    byte[] signed = small.get(EifSectionType.SIGNATURE);
    Optional<EifSignature> signature = Optional.empty();
    if (signed != null) {
      EifSignature verified = EifSignature.parse(signed, whole);
      pcrs.put(8, verified.pcr8());
      signature = Optional.of(verified);
    }
    byte[] json = small.get(EifSectionType.METADATA);
    Optional<String> metadata = json == null ? Optional.empty() : Optional.of(utf8(json));
    String cmdline = cmdline(small.getOrDefault(EifSectionType.CMDLINE, new byte[0]));
    return new EifImage(header, sections, cmdline, metadata, signature, Pcrs.of(pcrs));
  }

  /** Printable ASCII: the kernel takes no other, and what is shown is what is there. */
  private static String cmdline(byte[] bytes) throws MalformedEifException {
    for (byte b : bytes) {
      if (b < ' ' || b > '~') {
        throw new MalformedEifException(
            "the kernel's command line has a byte that isn't printable ASCII");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static String utf8(byte[] bytes) throws MalformedEifException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedEifException("the metadata isn't UTF-8", e);
    }
  }
}
