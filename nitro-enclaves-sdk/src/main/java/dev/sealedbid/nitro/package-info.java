/** Nitro Enclaves for Java: attestation documents, the NSM, vsock sockets, attested KMS. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.nitro;
