package dev.sealedbid.nitro.eif;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The first 548 bytes, big-endian: magic {@code .eif}, version (2), flags (2), default memory (8),
 * default CPUs (8), reserved (2), sections (2), 32 offsets and 32 sizes of 8 bytes, reserved (4),
 * CRC-32 (4) over everything but itself.
 */
record EifHeader(
    int version,
    EifArchitecture architecture,
    long defaultMemory,
    long defaultCpus,
    List<Long> offsets,
    List<Long> sizes,
    int crc) {
  static final int LENGTH = 548;
  static final int MAX_SECTIONS = 32;

  /** Everything but the CRC itself, which ends the header. */
  static final int CHECKED_LENGTH = LENGTH - Integer.BYTES;

  private static final int MAGIC = 0x2e656966;
  private static final int ARCHITECTURE_FLAG = 1;

  /** The header as it stands in the file. */
  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    out.putInt(MAGIC).putShort((short) version).putShort((short) architecture.flags());
    out.putLong(defaultMemory).putLong(defaultCpus);
    out.putShort((short) 0).putShort((short) offsets.size());
    putAll(out, offsets);
    putAll(out, sizes);
    return out.putInt(0).putInt(crc).array();
  }

  /** Checks what can be said of the header alone. */
  static EifHeader parse(byte[] header) throws MalformedEifException {
    ByteBuffer in = ByteBuffer.wrap(header);
    if (in.getInt() != MAGIC) {
      throw new MalformedEifException("the file doesn't begin with .eif: not an enclave image");
    }
    int version = Short.toUnsignedInt(in.getShort());
    if (version != 3 && version != 4) {
      throw new MalformedEifException(
          "the version is " + version + "; 3 and 4 are understood, no others");
    }
    EifArchitecture architecture = architecture(Short.toUnsignedInt(in.getShort()));
    long memory = in.getLong();
    long cpus = in.getLong();
    if (memory < 0 || cpus < 0) {
      throw new MalformedEifException("the default memory or CPU count is beyond 2^63 - 1");
    }
    requireZero(in.getShort(), "the header's first reserved field");
    int count = Short.toUnsignedInt(in.getShort());
    if (count > MAX_SECTIONS) {
      throw new MalformedEifException(
          "the header counts " + count + " sections; there can be " + MAX_SECTIONS);
    }
    List<Long> offsets = table(in, count, "offset");
    List<Long> sizes = table(in, count, "size");
    requireZero(in.getInt(), "the header's second reserved field");
    return new EifHeader(version, architecture, memory, cpus, offsets, sizes, in.getInt());
  }

  private static EifArchitecture architecture(int flags) throws MalformedEifException {
    if ((flags & ~ARCHITECTURE_FLAG) != 0) {
      throw new MalformedEifException(
          "the header has unknown flags (0x" + Integer.toHexString(flags) + ")");
    }
    return flags == 0 ? EifArchitecture.X86_64 : EifArchitecture.AARCH64;
  }

  private static List<Long> table(ByteBuffer in, int count, String what)
      throws MalformedEifException {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < MAX_SECTIONS; i++) {
      long value = in.getLong();
      if (i < count) {
        values.add(value);
      } else {
        requireZero(value, "the " + what + " of section " + i + ", which isn't counted,");
      }
    }
    return List.copyOf(values);
  }

  private static void requireZero(long value, String what) throws MalformedEifException {
    if (value != 0) {
      throw new MalformedEifException(what + " isn't zero");
    }
  }

  private static void putAll(ByteBuffer out, List<Long> values) {
    for (int i = 0; i < MAX_SECTIONS; i++) {
      out.putLong(i < values.size() ? values.get(i) : 0);
    }
  }
}
