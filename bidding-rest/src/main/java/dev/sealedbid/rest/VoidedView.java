package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /auctions/{id}/void} answers: the void statement with its document, both in
 * base64, and the auctioneer's reason that is kept beside it.
 *
 * @param statement the void statement's bytes in base64
 * @param attestation the attestation document (COSE_Sign1) in base64
 * @param reason the auctioneer's own words, those of the first void request that gave any; or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VoidedView(String statement, String attestation, @Nullable String reason) {

  /** Wraps the parts. */
  public static VoidedView of(byte[] statement, byte[] attestation, @Nullable String reason) {
    Base64.Encoder encoder = Base64.getEncoder();
    return new VoidedView(
        encoder.encodeToString(statement), encoder.encodeToString(attestation), reason);
  }

  /** The statement and its document. */
  public AttestedStatementView attested() {
    return new AttestedStatementView(statement, attestation);
  }
}
