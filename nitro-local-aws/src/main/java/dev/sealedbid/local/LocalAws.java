package dev.sealedbid.local;

import dev.sealedbid.local.front.AwsFront;
import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.kms.AttestedRecipients;
import dev.sealedbid.local.kms.LocalKms;
import dev.sealedbid.local.kms.RecipientVerifier;
import dev.sealedbid.local.pki.LocalCa;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.local.s3.LocalS3;
import dev.sealedbid.local.trail.LocalTrail;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The local AWS in this process: S3 (HTTP), KMS, STS and CloudTrail (HTTPS under a local CA), IAM
 * and the hypervisor. Region eu-west-1, any account. Objects, keys and identities live in memory;
 * the roots of the PKIs are kept in the state folder, so that receipts stay verifiable over a
 * restart.
 *
 * <p>Closing it ends the enclaves too. Thread-safe.
 */
public final class LocalAws implements AutoCloseable {
  /** The Region of everything local. */
  public static final String REGION = "eu-west-1";

  private final Path stateDir;
  private final LocalCa ca;
  private final LocalIam iam;
  private final LocalS3 s3;
  private final LocalKms kms;
  private final LocalTrail trail;
  private final AwsFront front;
  private final LocalHypervisor hypervisor;

  private LocalAws(
      Path stateDir,
      LocalCa ca,
      LocalIam iam,
      LocalS3 s3,
      LocalKms kms,
      LocalTrail trail,
      AwsFront front,
      LocalHypervisor hypervisor) {
    this.stateDir = stateDir;
    this.ca = ca;
    this.iam = iam;
    this.s3 = s3;
    this.kms = kms;
    this.trail = trail;
    this.front = front;
    this.hypervisor = hypervisor;
  }

  /**
   * Starts everything and returns when it answers.
   *
   * @throws UncheckedIOException if a port is taken (the cause is a {@link java.net.BindException})
   *     or the state folder can't be written; nothing is left running then
   */
  public static LocalAws start(LocalAwsConfig config) {
    InstantSource clock = config.clock();
    SecureRandom random = new SecureRandom();
    LocalIam iam = new LocalIam(clock, random);
    // S3Proxy takes most of the time; the keys are made meanwhile.
    CompletableFuture<LocalS3> s3 =
        CompletableFuture.supplyAsync(() -> startS3(config, iam), LocalAws::onOwnThread);
    try {
      Path stateDir = Files.createDirectories(config.stateDir()).toAbsolutePath();
      LocalCa ca = LocalCa.keptIn(stateDir, clock, random);
      NitroPki pki = NitroPki.keptIn(stateDir, clock, random);
      LocalTrail trail = new LocalTrail();
      LocalKms kms = new LocalKms(iam, trail, recipients(pki, config), clock, random);
      AwsFront front =
          AwsFront.start(loopback(config.kmsPort()), ca.serverContext(), iam, kms, trail, clock);
      try {
        return new LocalAws(
            stateDir,
            ca,
            iam,
            s3.join(),
            kms,
            trail,
            front,
            new LocalHypervisor(pki, clock, random));
      } catch (CompletionException e) {
        front.close();
        throw e;
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException cause ? cause : e;
    } catch (IOException e) {
      abandon(s3);
      throw new UncheckedIOException("couldn't start the local AWS: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      abandon(s3);
      throw e;
    }
  }

  private static RecipientVerifier recipients(NitroPki pki, LocalAwsConfig config) {
    try {
      TrustedRoot root = TrustedRoot.ofCertificateDer(pki.rootCertificate());
      return config.acceptUnsignedEmulator()
          ? AttestedRecipients.acceptingUnsignedEmulation(root)
          : new AttestedRecipients(root);
    } catch (CertificateException e) {
      throw new IllegalStateException("the root of the local Nitro PKI is no certificate", e);
    }
  }

  private static LocalS3 startS3(LocalAwsConfig config, LocalIam iam) {
    try {
      return LocalS3.start(loopback(config.s3Port()), iam, config.clock());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "couldn't start S3 on port " + config.s3Port() + ": " + e.getMessage(), e);
    }
  }

  private static void abandon(CompletableFuture<LocalS3> s3) {
    try {
      s3.join().close();
    } catch (CompletionException e) {
      // It didn't start either, and the caller is told the first reason.
    }
  }

  private static void onOwnThread(Runnable work) {
    Thread thread = new Thread(work, "start-s3");
    thread.setDaemon(true);
    thread.start();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** {@code http://127.0.0.1:PORT}, path-style. */
  public URI s3Endpoint() {
    return s3.endpoint();
  }

  /** {@code https://…:PORT} of KMS, STS and CloudTrail. */
  public URI kmsEndpoint() {
    return front.endpoint();
  }

  /** The local CA's certificate, PEM. */
  public Path caCertificate() {
    return ca.certificatePem();
  }

  /** The local CA's certificate as a PKCS #12 file with the password {@code changeit}. */
  public Path trustStore() {
    return ca.trustStoreFile();
  }

  /** The local CA's certificate as a trust store in memory. */
  public KeyStore trustStoreInMemory() {
    return ca.trustStore();
  }

  /** The root of the local Nitro PKI, PEM. */
  public Path nitroRootCertificate() {
    return stateDir.resolve("nitro-root.pem");
  }

  /** The folder of this instance. */
  public Path stateDir() {
    return stateDir;
  }

  /** Users and roles. */
  public LocalIam iam() {
    return iam;
  }

  /** Buckets. */
  public LocalS3 s3() {
    return s3;
  }

  /** Keys, and faults on demand. */
  public LocalKms kms() {
    return kms;
  }

  /** The audit trails. */
  public LocalTrail trail() {
    return trail;
  }

  /** Enclaves. */
  public LocalHypervisor hypervisor() {
    return hypervisor;
  }

  /** Ends enclaves and servers. */
  @Override
  public void close() {
    hypervisor.close();
    front.close();
    s3.close();
  }
}
