/**
 * A strict subset of CBOR (RFC 8949), as large as Nitro attestation documents and NSM messages
 * need.
 *
 * <p>{@link dev.sealedbid.nitro.cbor.CborReader} is told by its caller which of two forms to read.
 * {@link dev.sealedbid.nitro.cbor.CborForm#DEFINITE} is what deterministic encoding allows: one
 * value has one encoding, and a parser that disagrees with ours about it cannot exist. {@link
 * dev.sealedbid.nitro.cbor.CborForm#ANY_LENGTH} leaves to AWS's encoder what changes no meaning:
 * what a hypervisor signed can't be forged by being encoded otherwise, and an enclave that refuses
 * a new encoding of the same fields can't be mended once buyers have pinned its image. Everything
 * in which two parsers could differ is refused in both.
 *
 * <p>{@link dev.sealedbid.nitro.cbor.CborWriter} writes the definite form alone.
 */
@NullMarked
package dev.sealedbid.nitro.cbor;

import org.jspecify.annotations.NullMarked;
