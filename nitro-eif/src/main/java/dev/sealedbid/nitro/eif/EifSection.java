package dev.sealedbid.nitro.eif;

/**
 * One section of an image.
 *
 * @param type what it holds
 * @param offset where its 12-byte header begins in the file
 * @param size how many bytes of content follow that header
 */
public record EifSection(EifSectionType type, long offset, long size) {
  /** Type, flags and size stand before each section's content. */
  static final int HEADER_LENGTH = 12;

  /** Where its content begins in the file. */
  public long contentOffset() {
    return offset + HEADER_LENGTH;
  }

  /** Where the next section begins. */
  long end() {
    return offset + HEADER_LENGTH + size;
  }
}
