package dev.sealedbid.enclave;

import dev.sealedbid.enclave.failure.RefusedException;
import dev.sealedbid.enclave.round.AwardSealing;
import dev.sealedbid.enclave.round.RegionalKms;
import dev.sealedbid.enclave.session.EnclaveContext;
import dev.sealedbid.enclave.session.MemoryBudget;
import dev.sealedbid.enclave.session.Sessions;
import dev.sealedbid.enclave.settings.EnclaveLimits;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import dev.sealedbid.enclave.wire.Connections;
import dev.sealedbid.enclave.wire.Counters;
import dev.sealedbid.enclave.wire.RequestHandler;
import dev.sealedbid.nitro.kms.KmsOverProxy;
import dev.sealedbid.nitro.kms.KmsOverProxySettings;
import dev.sealedbid.nitro.kms.SocketConnector;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.nitro.vsock.Vsock;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.protocol.AwardSealer;
import java.io.IOException;
import java.net.URI;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.regions.Region;

/**
 * The enclave's service: answers framed requests of the parent until it is closed.
 *
 * <p>Guarantees: sessions live in this object's memory only and end exactly once each; sheets are
 * opened from their closing time on, by the attested clock, and all acknowledged ones or none;
 * nothing leaves but attested statements, digests, counts and codes.
 */
public final class EnclaveServer implements AutoCloseable {
  private static final int SEED_LENGTH = 64;

  private final VsockListener listener;
  private final EnclaveContext context;
  private final Sessions sessions;
  private final Connections connections;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Prepares the service.
   *
   * @param settings measured with the image
   * @param nsm this enclave's; stays the caller's to close
   * @param listener where the parent connects; closed by {@link #close}
   * @param proxy opens connections to the parent's KMS egress proxy
   * @throws NsmException if the NSM doesn't tell this enclave's measurements
   * @throws IllegalArgumentException if one of PCR0 to PCR3 is zero, or a setting is wrong
   */
  public EnclaveServer(
      EnclaveSettings settings,
      NitroSecureModule nsm,
      VsockListener listener,
      SocketConnector proxy)
      throws NsmException {
    this(settings, nsm, listener, proxy, EnclaveLimits.WHOLE_FRAME);
  }

  EnclaveServer(
      EnclaveSettings settings,
      NitroSecureModule nsm,
      VsockListener listener,
      SocketConnector proxy,
      Duration wholeFrame)
      throws NsmException {
    this.listener = listener;
    SecureRandom random = new SecureRandom();
    // Adds to the kernel's entropy, replaces nothing of it.
    random.setSeed(nsm.random(SEED_LENGTH));
    this.context =
        new EnclaveContext(
            nsm,
            random,
            regions(settings, proxy, random),
            settings.limits().decrypts(),
            new MemoryBudget(EnclaveLimits.MEMORY, EnclaveLimits.ENDED_SESSIONS),
            new AwardSealing(EnclaveLimits.AWARD_THREADS, AwardSealer.Batch::seal));
    this.sessions = new Sessions(context, StartupChecks.ownMeasurements(nsm));
    this.connections =
        new Connections(
            settings.limits().connections(),
            settings.parentCid(),
            listener.address() instanceof Vsock,
            new RequestHandler(context, sessions, new Counters()),
            wholeFrame);
  }

  /**
   * Serves until {@link #close}.
   *
   * @throws IOException if the listener fails for another reason than being closed
   */
  public void serve() throws IOException {
    Thread sweeper = new Thread(this::sweepUntilClosed, "sweeper");
    sweeper.setDaemon(true);
    sweeper.start();
    while (closed.getCount() > 0) {
      try {
        connections.accept(listener.accept());
      } catch (IOException e) {
        if (closed.getCount() > 0) {
          throw e;
        }
      }
    }
  }

  /** Closes stalled connections; voids and wipes every session whose time to resolve is over. */
  void sweep() {
    connections.closeStalled(System.nanoTime());
    if (sessions.hasLive()) {
      try {
        sessions.expire(context.clock().now());
      } catch (RefusedException e) {
        // Without a time nothing is decided; the next sweep asks again.
      }
    }
  }

  /** Stops serving; sessions end with the process. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    connections.close();
    listener.close();
  }

  private void sweepUntilClosed() {
    try {
      while (!closed.await(EnclaveLimits.SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, RegionalKms> regions(
      EnclaveSettings settings, SocketConnector proxy, SecureRandom random) {
    KeyStore trustStore = settings.trustStore();
    KmsOverProxySettings limits =
        KmsOverProxySettings.defaults().withMaxConnections(settings.limits().decrypts());
    Map<String, RegionalKms> regions = new HashMap<>();
    for (Map.Entry<String, URI> region : settings.kmsEndpoints().entrySet()) {
      regions.put(
          region.getKey(),
          new KmsOverProxy(
                  Region.of(region.getKey()), region.getValue(), trustStore, proxy, limits, random)
              ::client);
    }
    return regions;
  }
}
