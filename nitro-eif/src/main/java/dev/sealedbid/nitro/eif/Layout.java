package dev.sealedbid.nitro.eif;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the sections are: without gap and overlap from the header's end to the file's end, so that
 * a program that follows the offsets and one that follows the sizes see the same image.
 */
final class Layout {
  private final List<Long> offsets;
  private final List<Long> sizes;

  Layout(EifHeader header, long fileSize) throws MalformedEifException {
    offsets = new ArrayList<>(header.offsets());
    sizes = header.sizes();
    long expected = EifHeader.LENGTH;
    for (int i = 0; i < offsets.size(); i++) {
      if (offsets.get(i) != expected) {
        throw new MalformedEifException(
            "section "
                + i
                + " is said to begin at "
                + Long.toUnsignedString(offsets.get(i))
                + "; sections lie one behind another, so it must begin at "
                + expected);
      }
      long room = fileSize - expected - EifSection.HEADER_LENGTH;
      long size = sizes.get(i);
      if (room < 0 || size < 0 || size > room) {
        throw new MalformedEifException(
            "section "
                + i
                + " is said to have "
                + Long.toUnsignedString(size)
                + " bytes at "
                + expected
                + ", but the file ends at "
                + fileSize);
      }
      expected += EifSection.HEADER_LENGTH + size;
    }
    if (expected != fileSize) {
      throw new MalformedEifException((fileSize - expected) + " bytes are behind the last section");
    }
  }

  int count() {
    return offsets.size();
  }

  /** The section whose own header these bytes are; what both headers say must agree. */
  EifSection section(int index, byte[] head) throws MalformedEifException {
    ByteBuffer in = ByteBuffer.wrap(head);
    int code = Short.toUnsignedInt(in.getShort());
    EifSectionType type =
        EifSectionType.ofCode(code)
            .orElseThrow(
                () ->
                    new MalformedEifException(
                        "section " + index + " is of type " + code + ", which there isn't"));
    int flags = Short.toUnsignedInt(in.getShort());
    if (flags != 0) {
      throw new MalformedEifException(
          "section " + index + " has unknown flags (0x" + Integer.toHexString(flags) + ")");
    }
    long size = in.getLong();
    if (size != sizes.get(index)) {
      throw new MalformedEifException(
          "section "
              + index
              + " says of itself that it has "
              + Long.toUnsignedString(size)
              + " bytes, and the file's header says "
              + sizes.get(index));
    }
    return new EifSection(type, offsets.get(index), size);
  }
}
