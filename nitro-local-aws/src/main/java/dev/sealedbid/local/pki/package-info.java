/**
 * Two certificate authorities of the local stand-in: the Nitro PKI, whose chain has the profile of
 * the real one (root, regional, zonal, instance, leaf; P-384, ECDSA with SHA-384), and the CA of
 * the local HTTPS endpoints.
 *
 * <p>Private keys stay in the process of the local AWS. Nothing here is on the class path of the
 * enclave that ships.
 */
@NullMarked
package dev.sealedbid.local.pki;

import org.jspecify.annotations.NullMarked;
