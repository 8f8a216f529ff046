package dev.sealedbid.local.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private key and the certificate that names its public half. */
final class CertifiedKey {
  private final PrivateKey key;
  private final X509Certificate certificate;

  CertifiedKey(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  static CertifiedKey selfSigned(CertificateProfile profile, SecureRandom random) {
    KeyPair pair = generate(random);
    return sign(profile, profile.subject(), pair, pair.getPrivate(), random);
  }

  CertifiedKey issue(CertificateProfile profile, SecureRandom random) {
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    return sign(profile, issuer, generate(random), key, random);
  }

  private static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't make P-384 keys", e);
    }
  }

  private static CertifiedKey sign(
      CertificateProfile profile,
      X500Name issuer,
      KeyPair subject,
      PrivateKey signer,
      SecureRandom random) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(127, random).setBit(126),
              Date.from(profile.notBefore()),
              Date.from(profile.notAfter()),
              profile.subject(),
              subject.getPublic());
      addExtensions(builder, profile);
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA384withECDSA")
                          .setSecureRandom(random)
                          .build(signer)));
      return new CertifiedKey(subject.getPrivate(), certificate);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("couldn't make the certificate of " + profile.subject(), e);
    }
  }

  private static void addExtensions(X509v3CertificateBuilder builder, CertificateProfile profile)
      throws CertIOException {
    switch (profile.kind()) {
      case AUTHORITY -> {
        builder.addExtension(Extension.basicConstraints, true, constraints(profile));
        builder.addExtension(
            Extension.keyUsage,
            true,
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
      }
      case ATTESTATION_LEAF -> {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        // Not critical, as in the certificates that the real NSM shows.
        builder.addExtension(
            Extension.keyUsage,
            false,
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
      }
      case SERVER -> {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      }
    }
    if (profile.alternativeNames() != null) {
      builder.addExtension(Extension.subjectAlternativeName, false, profile.alternativeNames());
    }
  }

  private static BasicConstraints constraints(CertificateProfile profile) {
    return profile.pathLength() == CertificateProfile.UNLIMITED
        ? new BasicConstraints(true)
        : new BasicConstraints(profile.pathLength());
  }
}
