package dev.sealedbid.core.terms;

/** What the outcome says about prices. */
public enum Disclosure {
  /** Winners only; a winner shows its price by proving its own sheet. */
  WINNERS_ONLY,
  /** Winners; and the clearing price, encrypted to the parties' award keys. */
  SEALED_AWARD,
  /** Winners and the clearing price. */
  PRICE_PUBLIC
}
