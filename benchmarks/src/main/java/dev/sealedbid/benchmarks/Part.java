package dev.sealedbid.benchmarks;

/** A process of the system. */
enum Part {
  ENCLAVE,
  PARENT,
  /** Embedded AWS: KMS, S3 and the hypervisor, which signs the attestation documents. */
  AWS,
  /** This program: all buyers, and the auctioneer. */
  CLIENTS
}
