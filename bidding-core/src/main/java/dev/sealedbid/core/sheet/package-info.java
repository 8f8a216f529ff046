/**
 * Bid sheets: one buyer's amounts for all the lots of an auction, in a fixed-length binary form.
 *
 * <p>All sheets of an auction have the same length and each has one encoding, so neither size nor
 * form tells anything about the amounts.
 */
@NullMarked
package dev.sealedbid.core.sheet;

import org.jspecify.annotations.NullMarked;
