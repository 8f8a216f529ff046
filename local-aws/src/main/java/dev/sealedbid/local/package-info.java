/** Stand-ins for a laptop: S3, STS, an attestation-enforcing KMS, the local hypervisor. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.local;
