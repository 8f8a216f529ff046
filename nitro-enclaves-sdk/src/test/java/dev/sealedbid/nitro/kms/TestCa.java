package dev.sealedbid.nitro.kms;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives for one test. */
final class TestCa {

  private static final char[] PASSWORD = "test".toCharArray();
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicLong serials = new AtomicLong(1);
  private final KeyPair key;
  private final X509Certificate certificate;

  TestCa(String name) {
    key = newKey();
    certificate = issue("CN=" + name, "CN=" + name, key, null, Instant.now().plus(DAY), true);
  }

  /** A store that trusts this authority alone. */
  KeyStore trustStore() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("ca", certificate);
      return store;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyStore emptyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A server's TLS for a host, valid until a moment. */
  SSLContext serverFor(String host, Instant until) {
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(serverStore(host, until), PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  SSLContext serverFor(String host) {
    return serverFor(host, Instant.now().plus(DAY));
  }

  /** A store with a private key in it. */
  KeyStore serverStore(String host, Instant until) {
    try {
      KeyPair pair = newKey();
      X509Certificate leaf =
          issue(
              "CN=server",
              certificate.getSubjectX500Principal().getName(),
              pair,
              host,
              until,
              false);
      KeyStore store = emptyStore();
      Certificate[] chain = {leaf, certificate};
      store.setKeyEntry("server", pair.getPrivate(), PASSWORD, chain);
      return store;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate issue(
      String subject,
      String issuer,
      KeyPair pair,
      @org.jspecify.annotations.Nullable String host,
      Instant until,
      boolean authority) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal(issuer),
              BigInteger.valueOf(serials.getAndIncrement()),
              Date.from(until.minus(DAY.multipliedBy(3))),
              Date.from(until),
              new X500Principal(subject),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (host != null) {
        int kind = host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Closes quietly: in a server of a test, who hangs up first doesn't matter. */
  static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // What is tested is the client.
    }
  }
}
