package dev.sealedbid.core.terms;

import java.util.Optional;

/**
 * The owner of the lots.
 *
 * @param sheetKey ARN of the KMS key under which it seals its reserves
 * @param awardKey RSA public key for award messages
 */
public record Seller(Optional<String> sheetKey, Optional<String> awardKey) {}
