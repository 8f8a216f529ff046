package dev.sealedbid.enclave;

import dev.sealedbid.enclave.failure.ExitCode;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import dev.sealedbid.local.hypervisor.LocalGuest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The main of a local enclave for EnclaveProcessIT: NSM socket, vsock socket, settings file. */
final class GuestMain {
  private GuestMain() {}

  public static void main(String[] arguments) throws Exception {
    LocalGuest guest =
        LocalGuest.boot(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            System.in,
            () -> Runtime.getRuntime().halt(0));
    if (CorrettoCrypto.isForThisPlatform() && !CorrettoCrypto.install()) {
      Runtime.getRuntime().halt(ExitCode.CRYPTO.number());
    }
    EnclaveSettings settings = EnclaveSettings.parse(Files.readAllBytes(Path.of(arguments[2])));
    try (EnclaveServer server =
        new EnclaveServer(
            settings,
            guest.nsm(),
            guest.vsock().listen(settings.listenPort()),
            () -> guest.vsock().connect(settings.proxyPort(), Duration.ofSeconds(5)))) {
      server.serve();
    }
  }
}
