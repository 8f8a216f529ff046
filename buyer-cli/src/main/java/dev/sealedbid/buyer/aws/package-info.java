/**
 * AWS as a buyer's command line uses it: KMS, S3 and STS through the SDK's clients, and the one
 * call of CloudTrail that the guard on the pin's past needs.
 *
 * <p>Credentials and endpoints come from the SDK's own chain, profiles and {@code [services]}
 * sections, and from nowhere else.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.aws;
