package dev.sealedbid.core.terms;

import java.util.Optional;

/**
 * A party that seals sheets: a listed buyer, or the seller with its sealed reserves.
 *
 * @param id unique among the buyers; {@code seller} is the seller's alone
 * @param sheetKey ARN of the party's own KMS key, which no other party has
 * @param bucket the party's S3 bucket
 * @param bucketRegion the bucket's Region
 * @param bucketOwner the 12 digits of the account that owns the bucket
 * @param objectKey the object that holds the sealed sheet
 * @param awardKey RSA public key for its award message
 */
public record Buyer(
    String id,
    String sheetKey,
    String bucket,
    String bucketRegion,
    String bucketOwner,
    String objectKey,
    Optional<AwardKey> awardKey) {}
