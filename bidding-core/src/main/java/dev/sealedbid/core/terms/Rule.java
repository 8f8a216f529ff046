package dev.sealedbid.core.terms;

/** The pricing rule. */
public enum Rule {
  /** A winner pays its own amount. */
  FIRST_PRICE,
  /** The winner pays the best amount that lost. */
  SECOND_PRICE
}
