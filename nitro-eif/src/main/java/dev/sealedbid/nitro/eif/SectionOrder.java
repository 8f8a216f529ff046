package dev.sealedbid.nitro.eif;

import java.util.List;

/**
 * The order in which AWS's tools write sections: kernel, command line, metadata (version 4),
 * ramdisks, signature; and how long the small ones may be.
 */
final class SectionOrder {
  private SectionOrder() {}

  /** Whether {@code next} may follow; before its content is read. */
  static void check(int version, List<EifSection> before, EifSection next)
      throws MalformedEifException {
    EifSectionType type = next.type();
    EifSectionType last = before.isEmpty() ? null : before.get(before.size() - 1).type();
    boolean fits =
        switch (type) {
          case KERNEL -> last == null;
          case CMDLINE -> last == EifSectionType.KERNEL;
          case METADATA -> last == EifSectionType.CMDLINE && version >= 4;
          case RAMDISK ->
              last == EifSectionType.RAMDISK
                  || last == (version >= 4 ? EifSectionType.METADATA : EifSectionType.CMDLINE);
          case SIGNATURE -> last == EifSectionType.RAMDISK;
        };
    if (!fits) {
      throw new MalformedEifException(
          "section "
              + before.size()
              + " is "
              + type
              + ", out of order: version "
              + version
              + " has KERNEL, CMDLINE"
              + (version >= 4 ? ", METADATA" : "")
              + ", RAMDISK (one or more), SIGNATURE (or none)");
    }
    long most = most(type);
    if (next.size() < 1 || next.size() > most) {
      throw new MalformedEifException(
          "section "
              + before.size()
              + " ("
              + type
              + ") has "
              + next.size()
              + " bytes; 1 to "
              + most
              + " are allowed");
    }
  }

  /** Whether an image may end after these. */
  static void checkComplete(int version, List<EifSection> sections) throws MalformedEifException {
    if (sections.stream().noneMatch(section -> section.type() == EifSectionType.RAMDISK)) {
      throw new MalformedEifException(
          "there are "
              + sections.size()
              + " sections and no ramdisk among them: an image of version "
              + version
              + " has one at least");
    }
  }

  private static long most(EifSectionType type) {
    return switch (type) {
      case KERNEL, RAMDISK -> EifImage.MAX_LENGTH;
      case CMDLINE -> EifImage.MAX_CMDLINE;
      case METADATA -> EifImage.MAX_METADATA;
      case SIGNATURE -> EifImage.MAX_SIGNATURE;
    };
  }
}
