package dev.sealedbid.core.statement;

/** Why a session ended without an outcome. */
public enum VoidReason {
  /** The auctioneer asked for it. */
  REQUESTED,
  /**
   * There was no outcome in time. The buyers are those whose keys stopped the last round, with the
   * code; a refusal may be the buyer's doing (a closed key) or the auctioneer's (its credentials).
   */
  RESOLVE_BY_PASSED,
  /** A required party has no authentic sheet. */
  REQUIRED_PARTY_MISSING,
  /** A key was gone, and the terms say ABORT. */
  KEY_GONE
}
