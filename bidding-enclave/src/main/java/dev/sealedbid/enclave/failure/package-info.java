/** How the enclave refuses, and how it ends: codes of closed lists, and no text of an exception. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.enclave.failure;
