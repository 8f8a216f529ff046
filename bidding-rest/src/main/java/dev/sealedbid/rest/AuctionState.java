package dev.sealedbid.rest;

/** What has become of an auction's session, as the parent knows it. */
public enum AuctionState {
  /** The enclave takes sheets. */
  OPEN,
  /** The box is frozen, and opening is under way or may be tried again. */
  RESOLVING,
  /** There is an outcome, and a receipt. */
  RESOLVED,
  /** The session ended without an outcome. */
  VOID,
  /**
   * The enclave that held the session is gone: it will never have an outcome, nor a void statement.
   */
  SESSION_LOST
}
