package dev.sealedbid.enclave;

import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.enclave.failure.ExitCode;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import dev.sealedbid.nitro.nsm.DevNsm;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.nitro.vsock.Vsock;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * The program of the image that ships: {@code /dev/nsm} and {@code AF_VSOCK}, and no option by
 * which anything else could take their place. Takes no arguments; its settings are a file of the
 * measured image. Its exit status says why it ended ({@link ExitCode}); it prints nothing but the
 * name of a variable that stands in its environment.
 */
public final class Main {
  private static final Path SETTINGS = Path.of("/etc/sealed-bid/enclave.json");
  private static final Path ROOT = Path.of("/");
  private static final int BACKLOG = 64;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private Main() {}

  /** Checks, then serves until the process ends. */
  public static void main(String[] arguments) {
    Runtime.getRuntime().halt(run().number());
  }

  private static ExitCode run() {
    Optional<String> variable = StartupChecks.environment(System.getenv().keySet());
    if (variable.isPresent()) {
      // Its name helps whoever made the image; its value is nobody's business.
      System.err.println("the environment holds " + variable.get());
      return ExitCode.ENVIRONMENT;
    }
    if (!StartupChecks.entropyIsNsm(ROOT)) {
      return ExitCode.ENTROPY_SOURCE;
    }
    if (!StartupChecks.clockIsHypervisor(ROOT)) {
      return ExitCode.CLOCK_SOURCE;
    }
    if (!CorrettoCrypto.installUntested()) {
      return ExitCode.CRYPTO;
    }
    FutureTask<Boolean> cryptoTests = CorrettoCrypto.beginTests();
    EnclaveSettings settings;
    try {
      settings = EnclaveSettings.parse(Files.readAllBytes(SETTINGS));
      settings.trustStore();
    } catch (IOException | IllegalArgumentException e) {
      return ExitCode.SETTINGS;
    }
    try (NitroSecureModule nsm = DevNsm.open()) {
      return serve(settings, nsm, cryptoTests);
    } catch (NsmException e) {
      return ExitCode.NSM;
    }
  }

  private static ExitCode serve(
      EnclaveSettings settings, NitroSecureModule nsm, Future<Boolean> cryptoTests)
      throws NsmException {
    Measurements measured;
    try {
      measured = StartupChecks.ownMeasurements(nsm);
    } catch (IllegalArgumentException e) {
      return ExitCode.MEASUREMENTS;
    }
    if (!StartupChecks.documentsAreRead(nsm, measured)) {
      return ExitCode.DOCUMENT;
    }
    if (!hasPassed(cryptoTests)) {
      return ExitCode.CRYPTO;
    }
    Vsock own = new Vsock(Vsock.ANY_CID, settings.listenPort());
    Vsock proxy = new Vsock(settings.parentCid(), settings.proxyPort());
    try (VsockListener listener = VsockSockets.listen(own, BACKLOG);
        EnclaveServer server =
            new EnclaveServer(
                settings, nsm, listener, () -> VsockSockets.connect(proxy, CONNECT_TIMEOUT))) {
      server.serve();
      return ExitCode.STOPPED;
    } catch (IOException e) {
      return ExitCode.LISTEN;
    }
  }

  private static boolean hasPassed(Future<Boolean> tests) {
    try {
      return tests.get();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
