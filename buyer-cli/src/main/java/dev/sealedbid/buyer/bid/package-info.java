/**
 * {@code bid} and {@code status}: amounts read, a sheet sealed, uploaded, submitted and
 * acknowledged.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.bid;
