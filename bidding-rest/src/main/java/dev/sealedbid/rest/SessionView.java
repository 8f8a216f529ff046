package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /auctions/{id}/sessions/{session}}: what is known of one session, ended or not.
 *
 * @param sessionId the session, 64 hex digits
 * @param state what has become of it
 * @param opening its opening statement
 * @param outcome its outcome, or null
 * @param voidStatement its void statement ({@code "void"} in JSON), or null
 * @param unconfirmed as in {@link AuctionView}
 * @param voidReason as in {@link AuctionView}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionView(
    String sessionId,
    AuctionState state,
    AttestedStatementView opening,
    @Nullable AttestedStatementView outcome,
    @JsonProperty("void") @Nullable AttestedStatementView voidStatement,
    @Nullable String unconfirmed,
    @Nullable String voidReason) {}
