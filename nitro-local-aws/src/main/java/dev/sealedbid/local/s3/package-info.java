/**
 * The local S3: S3Proxy stores objects and speaks the S3 protocol; a front before it decides who
 * may do what, by identity policies, bucket policies and session policies.
 *
 * <p>Enforced: Signature Version 4 with the caller's own key, session tokens and their expiry,
 * bucket ownership by account, bucket policies, {@code ExpectedBucketOwner}, {@code If-None-Match}
 * and {@code If-Match}; a missing object is 403 to a caller without {@code s3:ListBucket}.
 *
 * <p>Not enforced: ACLs (accepted, without effect, as under the default "bucket owner enforced"),
 * Object Lock, public access blocks, server-side encryption, KMS keys of buckets, tags,
 * multi-object deletes object by object (they are authorised for the whole bucket), presigned URLs
 * (refused). Objects live in memory and end with the process.
 */
@NullMarked
package dev.sealedbid.local.s3;

import org.jspecify.annotations.NullMarked;
