/**
 * The product on one machine: {@code sealed-bid demo} and {@code sealed-bid up}.
 *
 * <p>{@link dev.sealedbid.demo.Main} starts embedded AWS, the enclave and the parent as processes
 * of their own, with the flags that ship, and then uses them as anybody would: the buyers and the
 * auctioneer are the two command lines' own code. The attacks of the demo talk to the same
 * processes; what an honest command line would not do (rewrite a header, pin a policy to an enclave
 * that it didn't verify) stands in {@code dev.sealedbid.demo.attack}.
 *
 * <p>{@link dev.sealedbid.demo.LocalEnclaveMain} is the local enclave's main: the classes of the
 * enclave that ships, under another main, with a hypervisor's socket instead of {@code /dev/nsm}.
 * It is part of what the local hypervisor measures, so it can't pass for the enclave that ships.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.demo;
