package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /auctions} and {@code GET /auctions/{id}}: an auction with its latest session.
 *
 * @param auctionId the auction's id
 * @param sessionId the latest session, 64 hex digits
 * @param state what has become of that session
 * @param terms the terms' bytes in base64
 * @param termsSha384 their SHA-384, 96 hex digits
 * @param opening the opening statement, with the document that was made when the session opened
 * @param unconfirmed where the enclave couldn't be asked how the session stands, the code that says
 *     why: the state is then as the auctioneer's bucket shows it; otherwise null
 * @param voidStatement the void statement ({@code "void"} in JSON) where the session ended in one
 * @param voidReason the auctioneer's own words for a void that it asked for, or null; nobody
 *     attests them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuctionView(
    String auctionId,
    String sessionId,
    AuctionState state,
    String terms,
    String termsSha384,
    AttestedStatementView opening,
    @Nullable String unconfirmed,
    @JsonProperty("void") @Nullable AttestedStatementView voidStatement,
    @Nullable String voidReason) {
  /**
   * The terms' bytes.
   *
   * @throws IllegalArgumentException if the text isn't base64
   */
  public byte[] termsBytes() {
    return Base64.getDecoder().decode(terms);
  }
}
