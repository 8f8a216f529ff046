/**
 * A strict subset of CBOR (RFC 8949), as large as Nitro attestation documents and NSM messages
 * need.
 *
 * <p>Only what deterministic encoding allows is read: definite lengths, shortest-form integers and
 * lengths, no floating-point numbers, no tags, no duplicate map keys, valid UTF-8, nothing behind
 * the item. One value therefore has one encoding (apart from the order of a map's entries), and a
 * parser that disagrees with ours about a document cannot exist within that subset.
 */
@NullMarked
package dev.sealedbid.nitro.cbor;

import org.jspecify.annotations.NullMarked;
