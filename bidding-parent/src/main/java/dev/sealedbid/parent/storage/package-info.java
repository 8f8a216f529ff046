/**
 * The auctioneer's bucket (layout in docs/ARCHITECTURE.md, conditional writes only) and the buyers'
 * buckets.
 */
@NullMarked
package dev.sealedbid.parent.storage;

import org.jspecify.annotations.NullMarked;
