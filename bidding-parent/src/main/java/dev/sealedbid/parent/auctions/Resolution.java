package dev.sealedbid.parent.auctions;

/**
 * A resolved auction's receipt: the bytes as they are kept, which may be many and aren't copied.
 */
final class Resolution {
  private final byte[] receipt;
  private final boolean created;

  Resolution(byte[] receipt, boolean created) {
    this.receipt = receipt;
    this.created = created;
  }

  byte[] receipt() {
    return receipt;
  }

  /** Whether it was made by this call. */
  boolean created() {
    return created;
  }
}
