package dev.sealedbid.nitro.cbor;

/**
 * How much of CBOR's liberty a caller of {@link CborReader} leaves to whoever wrote the bytes.
 *
 * <p>In both forms are refused: integers, lengths and counts that are not in their shortest form,
 * strings of indefinite length, tags, floating-point numbers, a key that stands twice in its map,
 * text that is not UTF-8, and anything behind the item.
 */
public enum CborForm {
  /**
   * One value has one encoding, apart from the order of a map's entries: arrays and maps say their
   * length, keys are integers or text, and there are no integers beyond a signed 64-bit number and
   * no simple values but booleans and null. For whatever is ours to define, and for what has to be
   * written again byte for byte.
   */
  DEFINITE(4, 32_768),

  /**
   * What an encoder that isn't ours may choose without saying anything else: arrays and maps of
   * definite and of indefinite length, byte strings as keys, integers of 64 bits and any simple
   * value. For what somebody signed or answered in one piece, of which we read the fields that we
   * know.
   */
  ANY_LENGTH(8, 4_096);

  private final int maxDepth;
  private final int maxItems;

  CborForm(int maxDepth, int maxItems) {
    this.maxDepth = maxDepth;
    this.maxItems = maxItems;
  }

  /** How many arrays and maps may be open at once. */
  public int maxDepth() {
    return maxDepth;
  }

  /** How many items there may be in all, keys and what is nested included. */
  public int maxItems() {
    return maxItems;
  }
}
