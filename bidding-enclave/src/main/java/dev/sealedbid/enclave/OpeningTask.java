package dev.sealedbid.enclave;

import dev.sealedbid.core.sealed.ExpectedSheet;

/** One sheet that a round is to open. */
final class OpeningTask {
  private final byte[] ciphertext;
  private final ExpectedSheet expected;
  private final int lots;

  OpeningTask(byte[] ciphertext, ExpectedSheet expected, int lots) {
    this.ciphertext = ciphertext;
    this.expected = expected;
    this.lots = lots;
  }

  String buyerId() {
    return expected.buyerId();
  }

  /** The acknowledged bytes, not copied: nobody writes to them. */
  byte[] ciphertext() {
    return ciphertext;
  }

  ExpectedSheet expected() {
    return expected;
  }

  int lots() {
    return lots;
  }
}
