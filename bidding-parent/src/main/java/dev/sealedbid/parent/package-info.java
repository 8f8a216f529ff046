/**
 * The auctioneer's parent application: a Spring Boot program on the enclave's parent instance.
 *
 * <p>It is a courier and an archive, and trusted with neither bids nor results: it fetches buyers'
 * sheets, keeps copies, hands them to the enclave, and serves what the enclave attests byte for
 * byte. Everything that matters is in the auctioneer's S3 bucket before anybody hears of it, so
 * that a parent that was killed carries on. Packages are by feature: {@code auctions} (the REST API
 * and what stands behind it), {@code enclave} (the client of the framed protocol), {@code storage},
 * {@code credentials}, {@code kmsproxy}, {@code problem} (RFC 9457), {@code settings}, {@code web}.
 */
@NullMarked
package dev.sealedbid.parent;

import org.jspecify.annotations.NullMarked;
