package dev.sealedbid.nitro.eif;

import java.util.Arrays;
import java.util.Optional;

/** What a section of an image holds. */
public enum EifSectionType {
  /** The kernel; the first section, and the only one of its type. */
  KERNEL(1),
  /** The kernel's command line; the second section, and the only one of its type. */
  CMDLINE(2),
  /** A ramdisk, of which there are one or more: the first boots, the others are the application. */
  RAMDISK(3),
  /** Certificate and signature; at most one, and the last section. */
  SIGNATURE(4),
  /** A description in JSON that isn't measured; the third section of version 4, absent before. */
  METADATA(5);

  private final int code;

  EifSectionType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<EifSectionType> ofCode(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }
}
