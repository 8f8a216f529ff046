package dev.sealedbid.local.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCaTest {
  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();

  private LocalCa open(String name) throws IOException {
    return LocalCa.keptIn(
        Files.createDirectories(folder.resolve(name)), InstantSource.system(), random);
  }

  @Test
  void clientsWithItsTrustStoreConnectByAddressAndName() throws Exception {
    LocalCa ca = open("one");

    assertThat(handshake(ca, ca.trustStore(), "127.0.0.1")).isEqualTo("TLSv1.3");
    assertThat(handshake(ca, ca.trustStore(), "localhost")).isEqualTo("TLSv1.3");
    KeyStore fromFile =
        KeyStore.getInstance(
            ca.trustStoreFile().toFile(), LocalCa.TRUST_STORE_PASSWORD.toCharArray());
    assertThat(handshake(ca, fromFile, "127.0.0.1")).isEqualTo("TLSv1.3");
  }

  @Test
  void otherNamesAndOtherAuthoritiesAreRefused() throws Exception {
    LocalCa ca = open("one");

    assertThatThrownBy(() -> handshake(ca, ca.trustStore(), "kms.eu-west-1.amazonaws.com"))
        .isInstanceOf(SSLException.class);
    KeyStore other = open("two").trustStore();
    assertThatThrownBy(() -> handshake(ca, other, "127.0.0.1")).isInstanceOf(SSLException.class);
  }

  @Test
  void rootsOutliveARestartAndTheirKeysAreTheOwnersAlone() throws Exception {
    open("one");
    byte[] first = Files.readAllBytes(folder.resolve("one/local-ca.pem"));
    open("one");
    assertThat(folder.resolve("one/local-ca.pem")).hasBinaryContent(first);

    NitroPki nitro = NitroPki.keptIn(folder, InstantSource.system(), random);
    assertThat(NitroPki.keptIn(folder, InstantSource.system(), random).rootCertificate())
        .isEqualTo(nitro.rootCertificate());
    for (String file : new String[] {"one/tls-root.p12", "nitro-root.p12"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aServersBundleHoldsItsKeyItsCertificateAndTheRoots() throws Exception {
    LocalCa ca = open("one");
    Path bundle = folder.resolve("server.pem");
    Files.writeString(bundle, "an earlier one");
    ca.writeServerBundle(bundle, PosixFilePermissions.fromString("rw-------"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
        .isEqualTo("rw-------");
    try (PEMParser pem = new PEMParser(Files.newBufferedReader(bundle))) {
      PrivateKey key = new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) pem.readObject());
      X509Certificate server = certificate(pem);
      X509Certificate root = certificate(pem);
      assertThat(pem.readObject()).isNull();
      server.verify(root.getPublicKey());
      assertThat(ca.trustStore().getCertificate("sealed-bid-local-ca")).isEqualTo(root);
      Signature signature = Signature.getInstance("SHA384withECDSA");
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(server);
      assertThat(signature.verify(signed)).isTrue();
    }
  }

  private static X509Certificate certificate(PEMParser pem) throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate((X509CertificateHolder) pem.readObject());
  }

  private static String handshake(LocalCa ca, KeyStore trusted, String name) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    ExecutorService server = Executors.newSingleThreadExecutor();
    try (SSLServerSocket listener =
        (SSLServerSocket)
            ca.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<?> served = server.submit(() -> serve(listener));
      Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      try (SSLSocket socket =
          (SSLSocket) client.getSocketFactory().createSocket(plain, name, 443, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket.getSession().getProtocol();
      } finally {
        served.get();
      }
    } finally {
      server.shutdownNow();
    }
  }

  private static void serve(SSLServerSocket listener) {
    try (SSLSocket socket = (SSLSocket) listener.accept()) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
    } catch (IOException e) {
      // The client refused: that is what the test looks at.
    }
  }
}
