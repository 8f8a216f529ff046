/**
 * AWS as a buyer's command line uses it, through the SDK's own clients: KMS, S3, STS, IAM, and the
 * event history of CloudTrail for the guard on the pin's past.
 *
 * <p>Credentials and endpoints come from the SDK's own chain, profiles and {@code [services]}
 * sections, and from nowhere else.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.aws;
