/**
 * The local hypervisor: measures an enclave's files, starts it as a process, and serves its NSM
 * requests over a Unix socket with attestation documents of the real format, signed under the local
 * Nitro PKI.
 *
 * <p>What it upholds: the measured files are copied first and the copy is what runs; the enclave's
 * process holds no signing key; a document carries the PCRs of the process that asked. What it
 * can't uphold on a laptop: the JVM itself is measured in place, the enclave shares a kernel and a
 * user with everything else, and whoever may debug that user's processes may read its memory.
 */
@NullMarked
package dev.sealedbid.local.hypervisor;

import org.jspecify.annotations.NullMarked;
