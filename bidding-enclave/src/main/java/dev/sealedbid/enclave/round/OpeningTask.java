package dev.sealedbid.enclave.round;

import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.terms.KeyArn;

/** One sheet that a round is to open. */
public final class OpeningTask {
  private final byte[] ciphertext;
  private final ExpectedSheet expected;
  private final int lots;

  public OpeningTask(byte[] ciphertext, ExpectedSheet expected, int lots) {
    this.ciphertext = ciphertext;
    this.expected = expected;
    this.lots = lots;
  }

  String buyerId() {
    return expected.buyerId();
  }

  /** Where the sheet's key is. */
  String region() {
    return KeyArn.parse(expected.keyArn()).region();
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
