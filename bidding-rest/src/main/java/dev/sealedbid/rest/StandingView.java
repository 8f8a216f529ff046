package dev.sealedbid.rest;

/**
 * What {@code POST /auctions/{id}/standing} answers.
 *
 * @param acknowledgement the acknowledgement of the sheet that was asked with
 * @param newest the one of the party's acknowledged sheet with the highest revision, which may be
 *     the same: the sheet that counts, if it is authentic
 */
public record StandingView(AttestedStatementView acknowledgement, AttestedStatementView newest) {}
