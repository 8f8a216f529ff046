/**
 * The auctioneer's command line, a thin client of the parent's REST API: terms, opening, resolving,
 * voiding, receipts.
 *
 * <p>The auctioneer isn't trusted with bids and this program sees none. It verifies nothing that an
 * attestation would prove, and says so: whoever must be convinced runs {@code buyer-cli verify} on
 * the receipt. What it does check is that an answer belongs to the question, so that a parent of
 * another auction isn't mistaken for this one's.
 *
 * <p>{@link dev.sealedbid.auctioneer.AuctioneerCommand} runs a command in-process; {@link
 * dev.sealedbid.auctioneer.Main} is the program. The voice and the exit codes are those of {@code
 * dev.sealedbid.cli}.
 */
@NullMarked
package dev.sealedbid.auctioneer;

import org.jspecify.annotations.NullMarked;
