package dev.sealedbid.nitro.attestation;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** One certificate of the test's own PKI, right unless a test makes it wrong. */
final class TestCertificate {
  private String subject;
  private KeyPair keys = p384();
  private String signatureAlgorithm = "SHA384withECDSA";
  private @Nullable Integer keyUsage;
  private @Nullable BasicConstraints basicConstraints;
  private Instant notBefore = Instant.parse("2026-11-21T07:00:00Z");
  private Instant notAfter = Instant.parse("2026-11-21T10:00:00Z");
  private boolean unknownCriticalExtension;

  private TestCertificate(String subject) {
    this.subject = subject;
  }

  static TestCertificate authority(String name) {
    TestCertificate certificate = new TestCertificate(name);
    certificate.keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    certificate.basicConstraints = new BasicConstraints(true);
    return certificate;
  }

  static TestCertificate authority(String name, int pathLength) {
    return authority(name).withBasicConstraints(new BasicConstraints(pathLength));
  }

  static TestCertificate endEntity(String name) {
    TestCertificate certificate = new TestCertificate(name);
    certificate.keyUsage = KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
    certificate.basicConstraints = new BasicConstraints(false);
    return certificate;
  }

  TestCertificate named(String name) {
    subject = name;
    return this;
  }

  TestCertificate withKeys(KeyPair newKeys) {
    keys = newKeys;
    return this;
  }

  TestCertificate withSignatureAlgorithm(String algorithm) {
    signatureAlgorithm = algorithm;
    return this;
  }

  TestCertificate withKeyUsage(@Nullable Integer usage) {
    keyUsage = usage;
    return this;
  }

  TestCertificate withBasicConstraints(@Nullable BasicConstraints constraints) {
    basicConstraints = constraints;
    return this;
  }

  TestCertificate valid(String from, String to) {
    notBefore = Instant.parse(from);
    notAfter = Instant.parse(to);
    return this;
  }

  TestCertificate withUnknownCriticalExtension() {
    unknownCriticalExtension = true;
    return this;
  }

  Issued selfSigned() {
    return signed(subject, keys);
  }

  Issued signedBy(Issued issuer) {
    return signed(issuer.subject(), issuer.keys());
  }

  @SuppressWarnings("JavaUtilDate") // Bouncy Castle's API
  private Issued signed(String issuer, KeyPair issuerKeys) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name(issuer),
              BigInteger.valueOf(Math.abs((long) subject.hashCode()) + 1),
              Date.from(notBefore),
              Date.from(notAfter),
              name(subject),
              keys.getPublic());
      extend(builder);
      byte[] der =
          builder
              .build(new JcaContentSignerBuilder(signatureAlgorithm).build(issuerKeys.getPrivate()))
              .getEncoded();
      return new Issued(subject, keys, der);
    } catch (OperatorCreationException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void extend(X509v3CertificateBuilder builder) throws CertIOException {
    if (basicConstraints != null) {
      builder.addExtension(Extension.basicConstraints, true, basicConstraints);
    }
    if (keyUsage != null) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
    }
    if (unknownCriticalExtension) {
      builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE);
    }
  }

  static KeyPair p384() {
    return keys("EC", "secp384r1");
  }

  static KeyPair p256() {
    return keys("EC", "secp256r1");
  }

  static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys(String algorithm, String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500Name("CN=" + commonName + ",OU=Tests,O=Sealed Bid");
  }

  /** A certificate with the keys that it is about. */
  @SuppressWarnings("ArrayRecordComponent")
  record Issued(String subject, KeyPair keys, byte[] der) {
    TrustedRoot asRoot() {
      try {
        return TrustedRoot.ofCertificateDer(der);
      } catch (CertificateException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
