package dev.sealedbid.core.statement;

/** How a lot ended. */
public enum LotStatus {
  /** It has at least one winner. */
  SOLD,
  /** Nobody wins it. */
  NO_SALE
}
