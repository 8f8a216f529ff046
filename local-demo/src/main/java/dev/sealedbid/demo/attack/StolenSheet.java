package dev.sealedbid.demo.attack;

/** A sealed sheet as the auctioneer has it: the ciphertext, and whose it is. */
final class StolenSheet {
  private final String buyerId;
  private final byte[] ciphertext;

  StolenSheet(String buyerId, byte[] ciphertext) {
    this.buyerId = buyerId;
    this.ciphertext = ciphertext.clone();
  }

  String buyerId() {
    return buyerId;
  }

  byte[] ciphertext() {
    return ciphertext.clone();
  }
}
