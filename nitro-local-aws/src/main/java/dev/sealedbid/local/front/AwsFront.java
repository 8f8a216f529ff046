package dev.sealedbid.local.front;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SigV4Verifier;
import dev.sealedbid.local.kms.LocalKms;
import dev.sealedbid.local.sts.LocalSts;
import dev.sealedbid.local.sts.RoleQueries;
import dev.sealedbid.local.trail.LocalTrail;
import dev.sealedbid.local.trail.TrailApi;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * An HTTPS server that serves KMS and CloudTrail (AWS JSON 1.1), STS and IAM (AWS query) on one
 * port and lets nobody in without a Signature Version 4.
 */
public final class AwsFront implements AutoCloseable {
  private static final int THREADS = 32;
  private static final int BACKLOG = 128;

  private final HttpsServer server;
  private final ExecutorService executor;

  private AwsFront(HttpsServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts serving.
   *
   * @param address a loopback address; port 0 takes a free one
   * @param tls has the server's certificate and key
   * @param clock tells the time to policies and to the check of signatures
   * @throws IOException if the port can't be had
   */
  public static AwsFront start(
      InetSocketAddress address,
      SSLContext tls,
      LocalIam iam,
      LocalKms kms,
      LocalTrail trail,
      InstantSource clock)
      throws IOException {
    // The JDK's server writes headers and body apart; with Nagle's algorithm that costs 40 ms a
    // call.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, threads());
    server.setExecutor(executor);
    server.createContext(
        "/",
        new ServiceCalls(
            new SigV4Verifier(iam, clock),
            kms,
            new LocalSts(iam, trail),
            new RoleQueries(iam),
            new TrailApi(trail),
            clock));
    server.start();
    return new AwsFront(server, executor);
  }

  /** {@code https://HOST:PORT}. */
  public URI endpoint() {
    InetSocketAddress address = server.getAddress();
    return URI.create("https://" + address.getHostString() + ":" + address.getPort());
  }

  /** Stops serving and lets go of the port. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static ThreadFactory threads() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "aws-front-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
