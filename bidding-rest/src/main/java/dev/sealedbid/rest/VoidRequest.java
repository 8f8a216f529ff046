package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /auctions/{id}/void}: ends the session without an outcome.
 *
 * @param reason the auctioneer's own words, at most 200 characters that can be shown, or null: kept
 *     beside the session, logged, and shown with it; the void statement doesn't carry them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VoidRequest(@Nullable String reason) {}
