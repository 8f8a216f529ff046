package dev.sealedbid.local.hypervisor;

import dev.sealedbid.nitro.attestation.Pcrs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An enclave that the local hypervisor started. Thread-safe. */
public final class LocalEnclave implements AutoCloseable {
  private static final long KILL_SECONDS = 10;

  private final long cid;
  private final Path folder;
  private final Path vsock;
  private final Path log;
  private final Pcrs measurements;
  private final Process process;
  private final NsmServer nsm;

  LocalEnclave(
      long cid,
      Path folder,
      Path vsock,
      Path log,
      Pcrs measurements,
      Process process,
      NsmServer nsm) {
    this.cid = cid;
    this.folder = folder;
    this.vsock = vsock;
    this.log = log;
    this.measurements = measurements;
    this.process = process;
    this.nsm = nsm;
  }

  /** The enclave's number, from 16. */
  public long cid() {
    return cid;
  }

  /** The socket of its hybrid vsock device; there once the guest has bound it. */
  public Path vsock() {
    return vsock;
  }

  /** What the enclave writes to standard output and standard error. */
  public Path log() {
    return log;
  }

  /** The PCRs 0–15 with which it was started. */
  public Pcrs measurements() {
    return measurements;
  }

  /** Its process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** What happens when the hypervisor's process dies: the guest's standard input ends. */
  void cutLifeline() throws IOException {
    process.getOutputStream().close();
  }

  /** Ends the process at once and removes its private folder. Idempotent. */
  public synchronized void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the process " + process.pid() + " doesn't die");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    nsm.close();
    // Also reached when the process ends by itself while somebody kills it: one at a time.
    delete(folder);
  }

  /** Same as {@link #kill()}. */
  @Override
  public void close() {
    kill();
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("couldn't remove the enclave's folder " + folder, e);
    }
  }
}
