package dev.sealedbid.core.terms;

import java.util.Optional;

/**
 * The owner of the lots. It has a sealer, an award key, or both.
 *
 * @param sealer the party that seals the reserves: with key, bucket and object like a buyer, its id
 *     {@link dev.sealedbid.core.Identifiers#SELLER}; there exactly if a lot's reserve is sealed
 * @param awardKey RSA public key for its award message; there exactly under SEALED_AWARD
 */
public record Seller(Optional<Buyer> sealer, Optional<AwardKey> awardKey) {}
