package dev.sealedbid.core.statement;

/** Why a session ended without an outcome. */
public enum VoidReason {
  /** The auctioneer asked for it. */
  REQUESTED,
  /** There was no outcome in time. */
  RESOLVE_BY_PASSED,
  /** A required party has no authentic sheet. */
  REQUIRED_PARTY_MISSING,
  /** A key was gone, and the terms say ABORT. */
  KEY_GONE
}
