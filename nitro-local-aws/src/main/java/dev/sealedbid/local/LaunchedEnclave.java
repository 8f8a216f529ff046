package dev.sealedbid.local;

import dev.sealedbid.nitro.attestation.Pcrs;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An enclave that was launched over the control API.
 *
 * @param cid its number
 * @param vsock the socket of its hybrid vsock device
 * @param log what it prints
 * @param pid its process
 * @param measurements its PCRs at boot
 */
public record LaunchedEnclave(long cid, Path vsock, Path log, long pid, Pcrs measurements) {
  /** Its process, if it is still there. */
  public Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid);
  }
}
