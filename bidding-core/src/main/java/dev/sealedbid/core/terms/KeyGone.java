package dev.sealedbid.core.terms;

/** What happens when a buyer's key can't be used any more (disabled, deleted). */
public enum KeyGone {
  /** The session ends in a void that names the buyer. */
  ABORT,
  /** The buyer is excluded and the auction goes on: a late withdrawal. */
  EXCLUDE
}
