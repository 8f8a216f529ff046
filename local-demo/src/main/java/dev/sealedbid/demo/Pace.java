package dev.sealedbid.demo;

import java.time.Duration;

/**
 * How long an auction has to be open on this machine, so that all its buyers have bid and the first
 * attacks are made when it closes. The terms are fixed before anybody bids, so it is reckoned from
 * what was measured before: for a few buyers from making the keys, which is about half as much work
 * as bidding; for many from bids in a rehearsal; then, should that have been too short, from the
 * auction that closed too soon.
 *
 * @param window from opening to closing
 */
record Pace(Duration window) {
  private static final Duration SLACK = Duration.ofSeconds(4);

  /** The attacks on an open auction take about as long as so many bids. */
  private static final int ATTACKS = 3;

  private static final int KEYS_TO_BID = 2;
  private static final int MORE = 2;

  /**
   * By the keys.
   *
   * @param keys how long making them took, one for each buyer and one more
   */
  static Pace ofKeys(Duration keys, int buyers) {
    return forAll(keys.multipliedBy(KEYS_TO_BID), buyers + 1, buyers);
  }

  /**
   * By a rehearsal, with half as much again, for a machine's pace isn't even.
   *
   * @param rehearsal how long {@code bids} bids took
   */
  static Pace ofBids(Duration rehearsal, int bids, int buyers) {
    return forAll(rehearsal.multipliedBy(3).dividedBy(2), bids, buyers);
  }

  /**
   * For the next one: twice what was too short, and twice what that pace needs for all.
   *
   * @param bids how many bids were through when it closed
   */
  Pace afterClosingAt(int bids, int buyers) {
    Duration doubled = window.multipliedBy(MORE).plus(SLACK);
    Duration needed = forAll(doubled, Math.max(bids, 1), buyers).window();
    return new Pace(doubled.compareTo(needed) > 0 ? doubled : needed);
  }

  private static Pace forAll(Duration took, int bids, int buyers) {
    return new Pace(took.multipliedBy(buyers + ATTACKS).dividedBy(bids).plus(SLACK));
  }
}
