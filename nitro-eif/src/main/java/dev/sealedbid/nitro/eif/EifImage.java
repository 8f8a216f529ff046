package dev.sealedbid.nitro.eif;

import dev.sealedbid.nitro.attestation.Pcrs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an enclave image says and measures; made from the whole file, holds none of its large parts.
 *
 * <p>Guarantee: the file was a well-formed image of version 3 or 4 with a checksum that holds, and
 * {@link #measurements} are the values that the hypervisor will compute of it. Whether they are the
 * ones to be trusted is the caller's to compare.
 */
public final class EifImage {
  /** The longest kernel command line in bytes. */
  public static final int MAX_CMDLINE = 4_096;

  /** The longest metadata in bytes. */
  public static final int MAX_METADATA = 1 << 20;

  /** The longest signature section in bytes, as {@code nitro-cli} has it. */
  public static final int MAX_SIGNATURE = 32_768;

  /** The most ramdisks that an image can have beside its other sections. */
  public static final int MAX_RAMDISKS = EifHeader.MAX_SECTIONS - 4;

  /** The longest image in bytes that is read: 8 GiB. */
  public static final long MAX_LENGTH = 8L << 30;

  private final EifHeader header;
  private final List<EifSection> sections;
  private final String cmdline;
  private final Optional<String> metadata;
  private final Optional<EifSignature> signature;
  private final Pcrs measurements;

  EifImage(
      EifHeader header,
      List<EifSection> sections,
      String cmdline,
      Optional<String> metadata,
      Optional<EifSignature> signature,
      Pcrs measurements) {
    this.header = header;
    this.sections = List.copyOf(sections);
    this.cmdline = cmdline;
    this.metadata = metadata;
    this.signature = signature;
    this.measurements = measurements;
  }

  /**
   * Reads a file once, from its beginning to its end; memory stays below 2 MiB.
   *
   * @throws MalformedEifException if it isn't exactly one well-formed image
   * @throws IOException if the file can't be read
   */
  public static EifImage read(Path file) throws IOException, MalformedEifException {
    try (FileChannel channel = FileChannel.open(file)) {
      return new EifReader(EifInput.of(channel)).read();
    }
  }

  /**
   * Reads an image in memory.
   *
   * @throws MalformedEifException if it isn't exactly one well-formed image
   */
  public static EifImage read(byte[] image) throws MalformedEifException {
    try {
      return new EifReader(EifInput.of(image)).read();
    } catch (IOException e) {
      throw new IllegalStateException("memory can always be read", e);
    }
  }

  /** The version of the format: 3 or 4. */
  public int version() {
    return header.version();
  }

  /** The processors that it is made for. */
  public EifArchitecture architecture() {
    return header.architecture();
  }

  /** The memory that the enclave gets if nobody says otherwise, in bytes. */
  public long defaultMemory() {
    return header.defaultMemory();
  }

  /** The CPUs that the enclave gets if nobody says otherwise. */
  public long defaultCpus() {
    return header.defaultCpus();
  }

  /** All sections in the file's order. */
  public List<EifSection> sections() {
    return sections;
  }

  /** The kernel's command line. */
  public String cmdline() {
    return cmdline;
  }

  /** The metadata as it stands in the file: meant as JSON, measured by nobody. */
  public Optional<String> metadata() {
    return metadata;
  }

  /** Who signed the image. Its signature over PCR0 has been verified, its certificate has not. */
  public Optional<EifSignature> signature() {
    return signature;
  }

  /** The checksum, which holds. */
  public int crc() {
    return header.crc();
  }

  /**
   * PCR0 (kernel, command line, all ramdisks), PCR1 (kernel, command line, first ramdisk), PCR2
   * (the other ramdisks) and, of a signed image, PCR8 (the signing certificate).
   */
  public Pcrs measurements() {
    return measurements;
  }
}
