/** The measured program: sessions, ballot box, opening, resolving. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.enclave;
