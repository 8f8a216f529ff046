/**
 * {@code verify} and {@code prove}: openings, receipts, voids and proofs, and whom they are trusted
 * by.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.verify;
