package dev.sealedbid.benchmarks;

import dev.sealedbid.enclave.EnclaveServer;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import dev.sealedbid.local.hypervisor.LocalGuest;
import dev.sealedbid.nitro.nsm.NsmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The local enclave's main as it was before it had a provider of its own. */
final class BaselineEnclave {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int DECRYPTS = 8;

  private BaselineEnclave() {}

  /** Arguments: the NSM's socket, the vsock device's socket, the settings file. */
  public static void main(String[] args) throws IOException, NsmException {
    LocalGuest guest =
        LocalGuest.boot(
            Path.of(args[0]), Path.of(args[1]), System.in, () -> Runtime.getRuntime().halt(0));
    EnclaveSettings read = EnclaveSettings.parse(Files.readAllBytes(Path.of(args[2])));
    EnclaveSettings settings =
        new EnclaveSettings(
            read.parentCid(),
            read.listenPort(),
            read.proxyPort(),
            read.kmsEndpoints(),
            read.trustRoots(),
            new EnclaveSettings.Limits(read.limits().connections(), DECRYPTS));
    try (EnclaveServer server =
        new EnclaveServer(
            settings,
            guest.nsm(),
            guest.vsock().listen(settings.listenPort()),
            () -> guest.vsock().connect(settings.proxyPort(), CONNECT))) {
      server.serve();
    }
  }
}
