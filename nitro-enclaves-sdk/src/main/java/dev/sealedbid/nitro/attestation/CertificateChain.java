package dev.sealedbid.nitro.attestation;

import java.io.ByteArrayInputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The certificates of a document, from the pinned root to the key that signed
 * (attestation_process.md §3.2.3). Each rule is checked by name first; PKIX follows with the
 * signatures, names, path lengths and critical extensions. There is no revocation: AWS publishes
 * none.
 */
final class CertificateChain {
  private static final String SIGNATURE_ALGORITHM = "SHA384withECDSA";

  /** SubjectPublicKeyInfo of an uncompressed point on the named curve P-384, up to the point. */
  private static final byte[] P384_KEY_PREFIX =
      HexFormat.of().parseHex("3076301006072a8648ce3d020106052b8104002203620004");

  private static final int P384_KEY_LENGTH = 120;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;

  private final TrustedRoot root;

  CertificateChain(TrustedRoot root) {
    this.root = root;
  }

  /** The key with which the document must be signed. */
  PublicKey verify(AttestationDocument document) throws AttestationTrustException {
    byte[] presentedRoot = document.caBundle().get(0);
    if (!root.is(presentedRoot)) {
      throw new AttestationTrustException(
          "root",
          "the certificate with SHA-256 " + root.sha256Hex(),
          HexFormat.of().formatHex(TrustedRoot.sha256(presentedRoot)));
    }
    List<X509Certificate> issuers = new ArrayList<>();
    for (int i = 0; i < document.caBundle().size(); i++) {
      issuers.add(certificate("cabundle[" + i + "]", document.caBundle().get(i)));
    }
    X509Certificate leaf = certificate("certificate", document.certificate());
    Instant when = document.timestamp();
    requireIssuers(issuers, when);
    requireLeaf(leaf, when);
    requirePath(issuers, leaf, when);
    return leaf.getPublicKey();
  }

  private static X509Certificate certificate(String name, byte[] der)
      throws AttestationTrustException {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      // The factory also takes PEM, and stops reading behind the certificate.
      if (Arrays.equals(certificate.getEncoded(), der)) {
        return certificate;
      }
    } catch (CertificateException | RuntimeException e) {
      // The parser isn't ours: whatever it throws about outside bytes means no.
      throw new AttestationTrustException(name, "an X.509 certificate in DER", "other bytes", e);
    }
    throw new AttestationTrustException(
        name, "an X.509 certificate in DER and nothing more", "more or other bytes");
  }

  private static void requireIssuers(List<X509Certificate> issuers, Instant when)
      throws AttestationTrustException {
    for (int i = 0; i < issuers.size(); i++) {
      String name = "cabundle[" + i + "]";
      X509Certificate issuer = issuers.get(i);
      requireAlgorithms(name, issuer);
      requireValid(name, issuer, when);
      if (issuer.getBasicConstraints() < 0) {
        throw new AttestationTrustException(name, "a CA", "basicConstraints without CA");
      }
      if (!hasUsage(issuer, KEY_CERT_SIGN)) {
        throw new AttestationTrustException(name, "the key usage keyCertSign", "none");
      }
      int below = issuers.size() - 1 - i;
      if (issuer.getBasicConstraints() < below) {
        throw new AttestationTrustException(
            name, "a pathLen of " + below + " at least", "" + issuer.getBasicConstraints());
      }
    }
  }

  private static void requireLeaf(X509Certificate leaf, Instant when)
      throws AttestationTrustException {
    requireAlgorithms("certificate", leaf);
    requireValid("certificate", leaf, when);
    if (leaf.getBasicConstraints() >= 0) {
      throw new AttestationTrustException("certificate", "an end entity", "a CA");
    }
    if (!hasUsage(leaf, DIGITAL_SIGNATURE)) {
      throw new AttestationTrustException("certificate", "the key usage digitalSignature", "none");
    }
    if (hasUsage(leaf, KEY_CERT_SIGN)) {
      throw new AttestationTrustException(
          "certificate", "an end entity's key usages", "keyCertSign");
    }
  }

  private static void requireAlgorithms(String name, X509Certificate certificate)
      throws AttestationTrustException {
    if (!certificate.getSigAlgName().equals(SIGNATURE_ALGORITHM)) {
      throw new AttestationTrustException(
          name, "a signature by " + SIGNATURE_ALGORITHM, certificate.getSigAlgName());
    }
    byte[] key = certificate.getPublicKey().getEncoded();
    if (key.length != P384_KEY_LENGTH
        || !Arrays.equals(
            key, 0, P384_KEY_PREFIX.length, P384_KEY_PREFIX, 0, P384_KEY_PREFIX.length)) {
      throw new AttestationTrustException(
          name,
          "a key on the curve P-384",
          "another " + certificate.getPublicKey().getAlgorithm() + " key");
    }
  }

  private static void requireValid(String name, X509Certificate certificate, Instant when)
      throws AttestationTrustException {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (when.isBefore(from) || when.isAfter(to)) {
      throw new AttestationTrustException(
          name, "a certificate that is valid at " + when, "one from " + from + " to " + to);
    }
  }

  private static boolean hasUsage(X509Certificate certificate, int bit) {
    boolean[] usage = certificate.getKeyUsage();
    return usage != null && usage[bit];
  }

  /** PKIX wants the leaf first and the anchor apart; a document lists the root first. */
  private static void requirePath(List<X509Certificate> issuers, X509Certificate leaf, Instant when)
      throws AttestationTrustException {
    List<X509Certificate> path = new ArrayList<>(issuers.subList(1, issuers.size()));
    path.add(leaf);
    Collections.reverse(path);
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuers.get(0), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(when));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException | CertificateException e) {
      throw new AttestationTrustException(
          "certificate path",
          "a path that is valid by RFC 5280",
          String.valueOf(e.getMessage()),
          e);
    } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no PKIX", e);
    }
  }
}
