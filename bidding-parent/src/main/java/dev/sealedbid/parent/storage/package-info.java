/**
 * The auctioneer's bucket (layout of DESIGN section 9, conditional writes only) and the buyers'
 * buckets.
 */
@NullMarked
package dev.sealedbid.parent.storage;

import org.jspecify.annotations.NullMarked;
