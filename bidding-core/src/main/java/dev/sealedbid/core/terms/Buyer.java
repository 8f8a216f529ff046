package dev.sealedbid.core.terms;

import java.util.Optional;

/**
 * A listed buyer.
 *
 * @param id unique among the buyers, never {@code seller}
 * @param sheetKey ARN of the buyer's own KMS key, which no other party has
 * @param bucket the buyer's S3 bucket
 * @param bucketRegion the bucket's Region
 * @param bucketOwner the 12 digits of the account that owns the bucket
 * @param objectKey the object that holds the sealed sheet
 * @param awardKey RSA public key for award messages
 */
public record Buyer(
    String id,
    String sheetKey,
    String bucket,
    String bucketRegion,
    String bucketOwner,
    String objectKey,
    Optional<String> awardKey) {}
