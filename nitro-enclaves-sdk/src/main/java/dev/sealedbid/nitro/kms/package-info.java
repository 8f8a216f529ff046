/**
 * AWS KMS for an attested enclave: calls that carry an attestation document, replies that only this
 * enclave can open, over TLS that ends in this process.
 */
@NullMarked
package dev.sealedbid.nitro.kms;

import org.jspecify.annotations.NullMarked;
