package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One auction in a list, with its latest session.
 *
 * @param auctionId the auction's id
 * @param title the terms' title
 * @param sessionId the latest session, 64 hex digits
 * @param state what has become of that session
 * @param closesAt when it closes, from its terms
 * @param resolveBy until when it can be resolved, from its terms
 * @param unconfirmed as in {@link AuctionView}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuctionSummary(
    String auctionId,
    String title,
    String sessionId,
    AuctionState state,
    Instant closesAt,
    Instant resolveBy,
    @Nullable String unconfirmed) {}
