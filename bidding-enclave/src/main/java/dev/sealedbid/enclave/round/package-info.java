/** One round's work outside the session: calls to KMS, and awards sealed. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.enclave.round;
