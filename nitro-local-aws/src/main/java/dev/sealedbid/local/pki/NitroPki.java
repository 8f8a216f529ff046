package dev.sealedbid.local.pki;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/**
 * The local Nitro PKI: root (30 years), regional (20 days, path length 2), zonal (140 hours, 1) and
 * instance CA (24 hours, 0), and an attestation leaf of three hours for each enclave, all P-384 and
 * signed by ECDSA with SHA-384, as in the chain that the real NSM shows.
 *
 * <p>The three CAs below the root are made anew when less than four hours of them are left.
 * Thread-safe.
 */
public final class NitroPki {
  private static final Duration LEAF_LIFE = Duration.ofHours(3).plusSeconds(3);
  private static final Duration SHORTEST_REST = Duration.ofHours(4);

  private final SecureRandom random;
  private final CertifiedKey root;
  private @Nullable List<CertifiedKey> intermediates;

  private NitroPki(CertifiedKey root, SecureRandom random) {
    this.root = root;
    this.random = random;
  }

  /** A PKI with a root that lives as long as this object. */
  public static NitroPki create(InstantSource clock, SecureRandom random) {
    return new NitroPki(newRoot(clock, random), random);
  }

  /**
   * A PKI whose root is kept in {@code folder} ({@code nitro-root.p12}, mode 0600) and published as
   * {@code nitro-root.pem}.
   *
   * @throws java.io.UncheckedIOException if the folder can't be read or written
   */
  public static NitroPki keptIn(Path folder, InstantSource clock, SecureRandom random) {
    CertifiedKey root =
        RootFile.loadOrCreate(folder.resolve("nitro-root.p12"), () -> newRoot(clock, random));
    RootFile.writePem(folder.resolve("nitro-root.pem"), root.certificate());
    return new NitroPki(root, random);
  }

  private static CertifiedKey newRoot(InstantSource clock, SecureRandom random) {
    return CertifiedKey.selfSigned(
        authority(
            "local.nitro-enclaves",
            clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1)),
            Duration.ofDays(30 * 365),
            CertificateProfile.UNLIMITED),
        random);
  }

  /** The root certificate, DER. */
  public byte[] rootCertificate() {
    return der(root.certificate());
  }

  /**
   * A fresh leaf for one enclave, valid for three hours.
   *
   * @param documentTime when the document that needs the leaf says it was made: the leaf must not
   *     begin a moment later
   */
  public LeafIdentity issueLeaf(String moduleId, Instant documentTime) {
    Instant now = documentTime.truncatedTo(ChronoUnit.SECONDS);
    List<CertifiedKey> chain = intermediates(now);
    Instant end = now.plus(LEAF_LIFE);
    CertifiedKey leaf =
        last(chain)
            .issue(
                new CertificateProfile(
                    name(moduleId + ".eu-west-1"),
                    now,
                    end,
                    CertificateProfile.Kind.ATTESTATION_LEAF,
                    CertificateProfile.UNLIMITED,
                    null),
                random);
    List<byte[]> bundle = new ArrayList<>();
    bundle.add(rootCertificate());
    chain.forEach(authority -> bundle.add(der(authority.certificate())));
    return new LeafIdentity(leaf.key(), der(leaf.certificate()), bundle, now, end);
  }

  private synchronized List<CertifiedKey> intermediates(Instant now) {
    List<CertifiedKey> chain = intermediates;
    if (chain == null || !covers(last(chain).certificate(), now)) {
      CertifiedKey regional =
          root.issue(
              authority("local.eu-west-1.nitro-enclaves", now, Duration.ofDays(20), 2), random);
      CertifiedKey zonal =
          regional.issue(
              authority("zonal.local.eu-west-1.nitro-enclaves", now, Duration.ofHours(140), 1),
              random);
      CertifiedKey instance =
          zonal.issue(
              authority("instance.local.eu-west-1.nitro-enclaves", now, Duration.ofHours(24), 0),
              random);
      chain = List.of(regional, zonal, instance);
      intermediates = chain;
    }
    return chain;
  }

  private static boolean covers(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && now.plus(SHORTEST_REST).isBefore(certificate.getNotAfter().toInstant());
  }

  private static CertificateProfile authority(
      String commonName, Instant from, Duration life, int pathLength) {
    return new CertificateProfile(
        name(commonName),
        from,
        from.plus(life),
        CertificateProfile.Kind.AUTHORITY,
        pathLength,
        null);
  }

  private static X500Name name(String commonName) {
    return new X500Name("C=XX,O=Sealed Bid,OU=local hypervisor,CN=" + commonName);
  }

  private static CertifiedKey last(List<CertifiedKey> chain) {
    return chain.get(chain.size() - 1);
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }
}
