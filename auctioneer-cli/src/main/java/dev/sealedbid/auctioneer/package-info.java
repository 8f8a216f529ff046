/** The auctioneer's command line, a thin client of the REST API. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.auctioneer;
