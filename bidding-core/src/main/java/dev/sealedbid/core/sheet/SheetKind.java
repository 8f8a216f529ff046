package dev.sealedbid.core.sheet;

/** What a bid sheet is for. */
public enum SheetKind {
  /** A buyer's amounts; a sheet without any amount is one of these, too. */
  BID(1),
  /** A party withdraws all its earlier sheets. */
  WITHDRAW(2),
  /** The seller's sealed reserves. */
  RESERVE(3);

  private final int code;

  SheetKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
