/**
 * What the enclave states and proves: openings, acknowledgements, outcomes and voids, and the
 * receipt that carries them.
 *
 * <p>A statement is JSON in exactly one form: fields in a fixed order, no white space, times as RFC
 * 3339 in UTC with three decimals, digests in lower-case hexadecimal, absent fields left out. It is
 * kept, hashed and passed on as bytes.
 */
@NullMarked
package dev.sealedbid.core.statement;

import org.jspecify.annotations.NullMarked;
