package dev.sealedbid.local.front;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.kms.LocalKms;
import dev.sealedbid.local.trail.LocalTrail;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;

/**
 * An HTTPS server that serves KMS and CloudTrail (AWS JSON 1.1) and STS (AWS query) on one port and
 * lets nobody in without a Signature Version 4.
 */
public final class AwsFront implements AutoCloseable {
  private final HttpsServer server;

  private AwsFront(HttpsServer server) {
    this.server = server;
  }

  /**
   * Starts serving.
   *
   * @param address a loopback address; port 0 takes a free one
   * @param tls has the server's certificate and key
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
    HttpsServer server = HttpsServer.create(address, 128);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.start();
    return new AwsFront(server);
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
  }
}
