package dev.sealedbid.core.statement;

/** How a party's sheets ended. Each listed party has exactly one. */
public enum BuyerStatus {
  /** No sheet was acknowledged. */
  ABSENT,
  /** Its sheet took part, with or without bids. */
  COUNTED,
  /** It has sheets, none of which could count. */
  INVALID,
  /** It withdrew. */
  WITHDRAWN,
  /** Its key was gone, and the terms say EXCLUDE. */
  EXCLUDED
}
