package dev.sealedbid.nitro.kms;

import java.net.ConnectException;
import java.net.URI;
import java.util.regex.Pattern;

/** The one place that a KMS client talks to. */
record KmsEndpoint(String host, int port) {

  private static final int HTTPS = 443;
  private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

  /**
   * Reads an endpoint.
   *
   * @throws IllegalArgumentException if it isn't {@code https://HOST} or {@code https://HOST:PORT}
   */
  static KmsEndpoint of(URI uri) {
    String host = uri.getHost();
    int port = uri.getPort() == -1 ? HTTPS : uri.getPort();
    boolean bare =
        (uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null;
    boolean good =
        "https".equals(uri.getScheme())
            && host != null
            && HOST.matcher(host).matches()
            && port > 0
            && port < 65_536;
    if (!bare || !good || host == null) {
      throw new IllegalArgumentException(
          "a KMS endpoint is https://HOST or https://HOST:PORT in lower case, such as"
              + " https://kms.eu-west-1.amazonaws.com");
    }
    return new KmsEndpoint(host, port);
  }

  URI uri() {
    return URI.create("https://" + host + (port == HTTPS ? "" : ":" + port));
  }

  /** Stops a client that was led elsewhere. */
  void requireSame(String otherHost, int otherPort, String scheme) throws ConnectException {
    int effective = otherPort == -1 ? HTTPS : otherPort;
    if (!scheme.equals("https") || !otherHost.equals(host) || effective != port) {
      throw new ConnectException("this client connects to " + host + ":" + port + " only");
    }
  }
}
