package dev.sealedbid.demo.system;

import dev.sealedbid.enclave.CorrettoCrypto;
import dev.sealedbid.enclave.EnclaveServer;
import dev.sealedbid.enclave.failure.ExitCode;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import dev.sealedbid.local.hypervisor.LocalGuest;
import dev.sealedbid.nitro.nsm.NsmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The local enclave: the server of the enclave that ships, between a local hypervisor's sockets
 * instead of {@code /dev/nsm} and AF_VSOCK. Its measurements are others, therefore. It ends when
 * the hypervisor does.
 *
 * <p>On a machine that the enclave's cryptographic library isn't made for, it says so in its log
 * and runs on the JDK's; the enclave that ships never does.
 */
final class LocalEnclaveMain {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private LocalEnclaveMain() {}

  /** Arguments: the NSM's socket, the vsock device's socket, the settings file. */
  public static void main(String[] args) throws IOException, NsmException {
    LocalGuest guest =
        LocalGuest.boot(
            Path.of(args[0]), Path.of(args[1]), System.in, () -> Runtime.getRuntime().halt(0));
    crypto();
    EnclaveSettings settings = EnclaveSettings.parse(Files.readAllBytes(Path.of(args[2])));
    try (EnclaveServer server =
        new EnclaveServer(
            settings,
            guest.nsm(),
            guest.vsock().listen(settings.listenPort()),
            () -> guest.vsock().connect(settings.proxyPort(), CONNECT))) {
      server.serve();
    }
  }

  private static void crypto() {
    if (!CorrettoCrypto.isForThisPlatform()) {
      System.err.println(
          "local enclave: Amazon Corretto Crypto Provider is for x86-64 Linux; on this machine the"
              + " JDK's own providers are used, which open sheets more slowly");
    } else if (!CorrettoCrypto.install()) {
      Runtime.getRuntime().halt(ExitCode.CRYPTO.number());
    }
  }
}
