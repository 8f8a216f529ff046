package dev.sealedbid.nitro.kms;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.Collections;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS that ends in this process: version 1.2 or 1.3, AEAD cipher suites with forward secrecy,
 * chains to the given certificates only, and the server's name checked (RFC 9110, section 4.3.4).
 */
final class EndToEndTls {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final Pattern AEAD =
      Pattern.compile(
          "TLS_(?:(?:AES_(?:128|256)_GCM|CHACHA20_POLY1305)_SHA(?:256|384)"
              + "|ECDHE_(?:ECDSA|RSA)_WITH_(?:AES_(?:128|256)_GCM|CHACHA20_POLY1305)_SHA(?:256|384))");

  private final SSLContext context;
  private final String[] cipherSuites;

  /**
   * Takes the certificates out of the store; later changes to it mean nothing.
   *
   * @throws IllegalArgumentException if the store has no certificate, or a private key
   */
  EndToEndTls(KeyStore trustStore) {
    requireCertificatesOnly(trustStore);
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trustStore);
      context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS with PKIX", e);
    }
    cipherSuites =
        Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
            .filter(suite -> AEAD.matcher(suite).matches())
            .toArray(String[]::new);
  }

  private static void requireCertificatesOnly(KeyStore trustStore) {
    try {
      if (trustStore.size() == 0) {
        throw new IllegalArgumentException("the trust store for KMS is empty: nobody is trusted");
      }
      for (String alias : Collections.list(trustStore.aliases())) {
        if (!trustStore.isCertificateEntry(alias)) {
          throw new IllegalArgumentException(
              "the trust store for KMS holds a private key; give certificates only");
        }
      }
    } catch (KeyStoreException e) {
      throw new IllegalArgumentException("the trust store for KMS isn't loaded", e);
    }
  }

  /** Shakes hands over a connected socket, which closing the result closes. */
  SSLSocket over(Socket socket, String host, int port) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(PROTOCOLS.clone());
    parameters.setCipherSuites(cipherSuites.clone());
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }
}
