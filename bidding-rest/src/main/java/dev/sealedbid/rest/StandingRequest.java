package dev.sealedbid.rest;

/**
 * {@code POST /auctions/{id}/standing}: asks how a party stands, by something that nobody else
 * knows before the end.
 *
 * @param buyerId the party
 * @param sha384 the SHA-384 of an acknowledged sheet of its own, 96 hex digits
 */
public record StandingRequest(String buyerId, String sha384) {}
