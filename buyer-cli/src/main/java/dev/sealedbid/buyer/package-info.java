/** The buyer's command line: keys, policies, sealing, verification. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer;
