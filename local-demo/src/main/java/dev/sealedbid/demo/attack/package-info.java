/**
 * What must fail. Each attack is carried out against the running processes by somebody who holds
 * what the attacker of that row holds in reality: the auctioneer has its roles' credentials, every
 * ciphertext and a free hand with enclaves; a buyer has its own key and bucket.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo.attack;
