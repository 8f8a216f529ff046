package dev.sealedbid.rest;

import java.util.List;

/**
 * {@code GET /auctions}.
 *
 * @param auctions every auction in the auctioneer's bucket, by id
 */
public record AuctionList(List<AuctionSummary> auctions) {
  /** Keeps a copy of the list. */
  public AuctionList {
    auctions = List.copyOf(auctions);
  }
}
