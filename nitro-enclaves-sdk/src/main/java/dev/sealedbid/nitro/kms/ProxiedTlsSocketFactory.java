package dev.sealedbid.nitro.kms;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP client's connections: to the proxy, through it to the one endpoint, TLS on top.
 * The addresses that the client comes with are placeholders and aren't looked at.
 */
final class ProxiedTlsSocketFactory implements ConnectionSocketFactory {

  private final KmsEndpoint endpoint;
  private final SocketConnector proxy;
  private final EndToEndTls tls;
  private final KmsOverProxySettings settings;

  ProxiedTlsSocketFactory(
      KmsEndpoint endpoint, SocketConnector proxy, EndToEndTls tls, KmsOverProxySettings settings) {
    this.endpoint = endpoint;
    this.proxy = proxy;
    this.tls = tls;
    this.settings = settings;
  }

  @Override
  public Socket createSocket(@Nullable HttpContext context) throws IOException {
    return new PendingSocket();
  }

  @Override
  public Socket connectSocket(
      int connectTimeout,
      Socket pending,
      HttpHost host,
      InetSocketAddress remoteAddress,
      @Nullable InetSocketAddress localAddress,
      @Nullable HttpContext context)
      throws IOException {
    endpoint.requireSame(host.getHostName(), host.getPort(), host.getSchemeName());
    Socket socket = proxy.connect();
    boolean done = false;
    try {
      if (pending instanceof PendingSocket waiting) {
        waiting.attach(socket);
      }
      ConnectTunnel.open(socket, endpoint.host(), endpoint.port(), settings.connectTimeout());
      socket.setSoTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
      SSLSocket connected = tls.over(socket, endpoint.host(), endpoint.port());
      connected.setSoTimeout(Math.toIntExact(settings.readTimeout().toMillis()));
      done = true;
      return connected;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }
}
