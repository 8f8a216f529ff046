package dev.sealedbid.core.terms;

/** Who wins among equal amounts. */
public enum TieBreak {
  /** The lottery that {@link dev.sealedbid.core.rules.Lottery} computes; nobody can steer it. */
  LOTTERY,
  /** The sheet acknowledged first; the auctioneer, who relays the sheets, influences this. */
  EARLIEST_ACKNOWLEDGED
}
