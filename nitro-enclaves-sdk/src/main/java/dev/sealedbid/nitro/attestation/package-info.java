/**
 * Nitro attestation documents: read strictly, verified to a pinned root, never trusted half-way.
 *
 * <p>Verification has four steps with an exception type each: the document's form ({@link
 * dev.sealedbid.nitro.attestation.AttestationFormatException}), its certificates ({@link
 * dev.sealedbid.nitro.attestation.AttestationTrustException}), its signature ({@link
 * dev.sealedbid.nitro.attestation.AttestationSignatureException}) and what the verifier asks of it
 * ({@link dev.sealedbid.nitro.attestation.AttestationPolicyException}). Only {@link
 * dev.sealedbid.nitro.attestation.AttestationVerifier} can make a {@link
 * dev.sealedbid.nitro.attestation.VerifiedAttestation}, so a method that takes one needs no check
 * of its own.
 *
 * <p>A document's bytes are not an identity: ECDSA signatures are malleable, so one document has
 * several valid encodings. Compare nonces or user data instead.
 *
 * <p>Source: aws/aws-nitro-enclaves-nsm-api, docs/attestation_process.md.
 */
@NullMarked
package dev.sealedbid.nitro.attestation;

import org.jspecify.annotations.NullMarked;
