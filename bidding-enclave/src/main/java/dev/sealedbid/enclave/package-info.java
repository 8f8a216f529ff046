/**
 * The measured program: the only place where bid sheets are opened. It holds sessions in memory,
 * each of which ends exactly once, answers framed requests of the parent, and says nothing but
 * attested statements and codes of a closed list.
 *
 * <p>Order of goals: rather lose an auction than leak a bid, rather stop than decide in doubt.
 *
 * <ul>
 *   <li>{@link dev.sealedbid.enclave.Main} is what ships: {@code /dev/nsm} and {@code AF_VSOCK},
 *       without an option;
 *   <li>{@link dev.sealedbid.enclave.EnclaveServer} serves frames; everything that it needs from
 *       outside is passed in;
 *   <li>nothing here writes a log: there is no logger, no logging backend on the class path, and no
 *       text of an exception leaves the enclave.
 * </ul>
 */
@NullMarked
package dev.sealedbid.enclave;

import org.jspecify.annotations.NullMarked;
