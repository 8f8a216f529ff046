/**
 * The Nitro Secure Module (NSM): the port that enclave code uses, and the messages that cross it.
 *
 * <p>{@link dev.sealedbid.nitro.nsm.NitroSecureModule} is what a program asks for attestation
 * documents, random bytes and PCRs. {@link dev.sealedbid.nitro.nsm.NsmClient} implements it over
 * any {@link dev.sealedbid.nitro.nsm.NsmTransport}; inside an enclave the transport is the {@code
 * /dev/nsm} driver. {@link dev.sealedbid.nitro.nsm.NsmRequest} and {@link
 * dev.sealedbid.nitro.nsm.NsmResponse} encode and decode both directions, so that a simulated
 * hypervisor can serve the same messages. Source: aws/aws-nitro-enclaves-nsm-api, src/api.
 */
@NullMarked
package dev.sealedbid.nitro.nsm;

import org.jspecify.annotations.NullMarked;
