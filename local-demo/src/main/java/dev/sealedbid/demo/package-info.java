/**
 * The product on one machine: {@code sealed-bid demo} and {@code sealed-bid up}.
 *
 * <p>{@link dev.sealedbid.demo.Main} starts embedded AWS, the enclave and the parent as processes
 * of their own, with the flags that ship ({@link dev.sealedbid.demo.system.LocalSystem}), and then
 * uses them as anybody would: the buyers and the auctioneer are the two command lines' own code
 * ({@link dev.sealedbid.demo.system.CommandLines}). The attacks talk to the same processes; each is
 * carried out by somebody who holds what that attacker holds in reality: the auctioneer has its
 * roles' credentials, every ciphertext and a free hand with enclaves; a buyer has its own key and
 * bucket.
 *
 * <p>{@link dev.sealedbid.demo.system.LocalEnclaveMain} is the local enclave's main: the classes of
 * the enclave that ships, under another main, with a hypervisor's socket instead of {@code
 * /dev/nsm}. It is part of what the local hypervisor measures, so it can't pass for the enclave
 * that ships.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo;
