package dev.sealedbid.local.pki;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The certificate authority of the local HTTPS endpoints, kept in a folder: {@code tls-root.p12}
 * (key, mode 0600), {@code local-ca.pem} and {@code trust-store.p12} (the certificate, for
 * clients).
 *
 * <p>Its server certificate names {@code localhost}, 127.0.0.1 and ::1 and lives for 30 days.
 */
public final class LocalCa {
  /** The password of the trust store, which holds nothing secret. */
  public static final String TRUST_STORE_PASSWORD = "changeit";

  private final CertifiedKey root;
  private final Path pem;
  private final Path trustStore;
  private final InstantSource clock;
  private final SecureRandom random;

  private LocalCa(
      CertifiedKey root, Path pem, Path trustStore, InstantSource clock, SecureRandom random) {
    this.root = root;
    this.pem = pem;
    this.trustStore = trustStore;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens or makes the CA of that folder.
   *
   * @throws UncheckedIOException if the folder can't be read or written
   */
  public static LocalCa keptIn(Path folder, InstantSource clock, SecureRandom random) {
    Instant from = clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    CertifiedKey root =
        RootFile.loadOrCreate(
            folder.resolve("tls-root.p12"),
            () ->
                CertifiedKey.selfSigned(
                    new CertificateProfile(
                        new X500Name("O=Sealed Bid,CN=Sealed Bid local CA"),
                        from,
                        from.plus(Duration.ofDays(10 * 365)),
                        CertificateProfile.Kind.AUTHORITY,
                        0,
                        null),
                    random));
    LocalCa ca =
        new LocalCa(
            root, folder.resolve("local-ca.pem"), folder.resolve("trust-store.p12"), clock, random);
    RootFile.writePem(ca.pem, root.certificate());
    ca.writeTrustStore();
    return ca;
  }

  /** The CA's certificate as a PEM file. */
  public Path certificatePem() {
    return pem;
  }

  /** The CA's certificate as a PKCS #12 trust store; see {@link #TRUST_STORE_PASSWORD}. */
  public Path trustStoreFile() {
    return trustStore;
  }

  /** The CA's certificate as a trust store in memory. */
  public KeyStore trustStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("sealed-bid-local-ca", root.certificate());
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK can't make a PKCS #12 store", e);
    }
  }

  /** A TLS context for a server on this machine, with a fresh key. */
  public SSLContext serverContext() {
    return context(issueServer());
  }

  /**
   * Writes what a server on this machine that isn't written in Java needs: a fresh private key, its
   * certificate and the CA's, in PEM, in one file.
   *
   * @param file replaced if it is there
   * @param readers who may read the file with the key: {@code rw-------}, or more where the server
   *     runs as another user
   * @throws UncheckedIOException if it can't be written
   */
  public void writeServerBundle(Path file, Set<PosixFilePermission> readers) {
    CertifiedKey server = issueServer();
    String bundle =
        RootFile.pem("PRIVATE KEY", server.key().getEncoded())
            + RootFile.pem(server.certificate())
            + RootFile.pem(root.certificate());
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.setPosixFilePermissions(file, readers); // the umask may have taken some away
      Files.writeString(file, bundle);
    } catch (IOException e) {
      throw new UncheckedIOException("couldn't write the server's key and certificate " + file, e);
    }
  }

  private CertifiedKey issueServer() {
    Instant from = clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    return root.issue(
        new CertificateProfile(
            new X500Name("O=Sealed Bid,CN=localhost"),
            from,
            from.plus(Duration.ofDays(30)),
            CertificateProfile.Kind.SERVER,
            CertificateProfile.UNLIMITED,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.dNSName, "localhost"),
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                  new GeneralName(GeneralName.iPAddress, "::1")
                })),
        random);
  }

  private SSLContext context(CertifiedKey server) {
    try {
      char[] password = TRUST_STORE_PASSWORD.toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          server.key(),
          password,
          new Certificate[] {server.certificate(), root.certificate()});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, random);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK can't make a TLS context", e);
    }
  }

  private void writeTrustStore() {
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trustStore().store(out, TRUST_STORE_PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't store a PKCS #12 file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("couldn't write the trust store " + trustStore, e);
    }
  }
}
