package dev.sealedbid.rest;

/**
 * A code about one buyer's key.
 *
 * @param buyerId the buyer
 * @param code what AWS KMS answered
 */
public record BuyerCodeView(String buyerId, String code) {}
