/** Sessions: ballot box, phases, decision, and the one end that each of them has. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.enclave.session;
