/**
 * Stand-ins for a laptop: S3, STS, an attestation-enforcing KMS, CloudTrail and the local
 * hypervisor, in one process.
 *
 * <p>{@link dev.sealedbid.local.LocalAws} runs them inside a test; {@link
 * dev.sealedbid.local.LocalAwsMain} as a process of their own, steered through {@link
 * dev.sealedbid.local.LocalAwsClient}. Nothing here is on the class path of the enclave that ships.
 */
@NullMarked
package dev.sealedbid.local;

import org.jspecify.annotations.NullMarked;
