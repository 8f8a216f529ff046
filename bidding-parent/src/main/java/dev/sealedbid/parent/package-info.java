/** The auctioneer's parent application: REST, S3, enclave client, KMS egress proxy. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.parent;
