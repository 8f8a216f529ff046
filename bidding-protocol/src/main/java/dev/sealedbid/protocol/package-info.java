/** What enclave, command lines and parent agree on: sealing, opening, attested statements. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.protocol;
