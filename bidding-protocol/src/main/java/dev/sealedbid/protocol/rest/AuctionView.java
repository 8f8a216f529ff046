package dev.sealedbid.protocol.rest;

import java.util.Base64;
import java.util.List;

/**
 * {@code POST /auctions} and {@code GET /auctions/{id}}: an auction with its latest session.
 *
 * @param auctionId the auction's id
 * @param sessionId the latest session, 64 hex digits
 * @param state what has become of that session
 * @param terms the terms' bytes in base64
 * @param termsSha384 their SHA-384, 96 hex digits
 * @param opening the opening statement, with the document that was made when the session opened
 * @param acknowledged the buyers of whom a sheet has been acknowledged, in buyer order
 */
public record AuctionView(
    String auctionId,
    String sessionId,
    AuctionState state,
    String terms,
    String termsSha384,
    AttestedStatementView opening,
    List<String> acknowledged) {
  /** Keeps a copy of the list. */
  public AuctionView {
    acknowledged = List.copyOf(acknowledged);
  }

  /**
   * The terms' bytes.
   *
   * @throws IllegalArgumentException if the text isn't base64
   */
  public byte[] termsBytes() {
    return Base64.getDecoder().decode(terms);
  }
}
