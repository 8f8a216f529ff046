/**
 * Enclave image files (EIF): built, read, described and measured without any other tool.
 *
 * <p>An image is what an enclave is started from: a kernel, its command line and ramdisks. The
 * hypervisor hashes these into the registers PCR0, PCR1 and PCR2, by which KMS and everybody else
 * recognise the enclave; {@link dev.sealedbid.nitro.eif.EifImage} computes the same values from the
 * file, so that nobody has to believe a published number.
 *
 * <p>The reader accepts exactly one layout for given contents: sections without gaps in the order
 * in which AWS's tools write them, offsets and sizes told twice and equal, nothing behind the last
 * one, and a checksum that holds. An image that another program could understand differently is
 * refused.
 */
@NullMarked
package dev.sealedbid.nitro.eif;

import org.jspecify.annotations.NullMarked;
