/**
 * What a round costs. {@link dev.sealedbid.benchmarks.Main} ({@code ./sealed-bid bench}) runs whole
 * auctions on the real processes and says what each of them used; {@link
 * dev.sealedbid.benchmarks.Floor} is what the same openings cost if there were nothing but their
 * cryptography.
 */
@NullMarked
package dev.sealedbid.benchmarks;

import org.jspecify.annotations.NullMarked;
