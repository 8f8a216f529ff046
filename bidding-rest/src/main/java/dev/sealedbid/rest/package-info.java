/**
 * The JSON of the parent's REST API ({@code /api/v1}): what the parent writes and the command lines
 * read.
 *
 * <p>Bytes are base64 (RFC 4648 section 4, with padding), digests and session ids lower-case hex,
 * times RFC 3339 UTC. Statements, terms and receipts travel as the bytes that were attested and are
 * never written anew. These records carry no rules: whoever reads one verifies what is in it.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.rest;
