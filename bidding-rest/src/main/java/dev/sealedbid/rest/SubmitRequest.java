package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /auctions/{id}/bids}: asks the parent to fetch a sheet from its buyer's bucket and to
 * put it into the box.
 *
 * @param buyerId whose sheet it is; the terms name its bucket and object
 * @param sha384 the SHA-384 of the ciphertext, 96 hex digits; an object with another is refused
 * @param versionId the object's version in a versioned bucket, or null for the latest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubmitRequest(String buyerId, String sha384, @Nullable String versionId) {}
