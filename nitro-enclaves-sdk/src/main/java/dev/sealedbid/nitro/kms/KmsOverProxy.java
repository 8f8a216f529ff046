package dev.sealedbid.nitro.kms;

import java.net.URI;
import java.security.KeyStore;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * AWS KMS for a program whose only way out is an untrusted HTTP CONNECT proxy, as an enclave's is.
 *
 * <p>TLS ends in this process. The proxy sees the name and port of the endpoint and ciphertext; it
 * can refuse service, and nothing else. What is guaranteed of every client made here:
 *
 * <ul>
 *   <li>every connection is one that the {@link SocketConnector} opened; no name is resolved, no
 *       proxy setting, profile file or metadata service is looked at;
 *   <li>TLS 1.2 or 1.3 with AEAD cipher suites, a chain to a certificate of the trust store that
 *       was passed in (never the JVM's default), and the endpoint's host name in the certificate;
 *   <li>connections, attempts, waits and the size of the proxy's answer are bounded.
 * </ul>
 */
public final class KmsOverProxy {

  /**
   * Prepares clients for one Region's endpoint.
   *
   * @param region the Region that requests are signed for
   * @param endpoint {@code https://HOST} or {@code https://HOST:PORT}
   * @param trustStore the only trusted roots: certificates, no private keys
   * @param proxy opens connections to the CONNECT proxy
   * @param settings limits
   * @throws IllegalArgumentException if the endpoint isn't of that form, or the trust store is
   *     empty or holds private keys
   */
  public KmsOverProxy(
      Region region,
      URI endpoint,
      KeyStore trustStore,
      SocketConnector proxy,
      KmsOverProxySettings settings) {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * A client with a connection pool of its own. The caller closes it, which closes its connections.
   *
   * @param credentials who asks; closed by the caller
   */
  @SuppressWarnings("DoNotCallSuggester")
  public KmsClient client(AwsCredentialsProvider credentials) {
    throw new UnsupportedOperationException("being built");
  }
}
