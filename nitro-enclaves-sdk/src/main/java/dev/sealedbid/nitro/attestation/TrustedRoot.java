package dev.sealedbid.nitro.attestation;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The one root certificate that a verifier believes, pinned by the SHA-256 of its DER encoding. A
 * document brings its root along; it is believed only if it is this one.
 */
public final class TrustedRoot {
  /**
   * AWS Nitro Enclaves Root-G1, {@code CN=aws.nitro-enclaves}, valid until 2049-10-28. Published at
   * https://aws-nitro-enclaves.amazonaws.com/AWS_NitroEnclaves_Root-G1.zip.
   */
  private static final String AWS_ROOT_G1_SHA256 =
      "641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b";

  private static final int SHA256_LENGTH = 32;

  private final byte[] sha256;

  private TrustedRoot(byte[] sha256) {
    this.sha256 = sha256;
  }

  /** The root of AWS's commercial Regions; the other partitions have others. */
  public static TrustedRoot awsNitroEnclavesG1() {
    return new TrustedRoot(HexFormat.of().parseHex(AWS_ROOT_G1_SHA256));
  }

  /**
   * Another root, which whoever calls this decides to believe.
   *
   * @param sha256 the SHA-256 of the root's DER encoding
   * @throws IllegalArgumentException if it isn't 32 bytes long
   */
  public static TrustedRoot ofSha256(byte[] sha256) {
    if (sha256.length != SHA256_LENGTH) {
      throw new IllegalArgumentException(
          "a SHA-256 has " + SHA256_LENGTH + " bytes, not " + sha256.length);
    }
    return new TrustedRoot(sha256.clone());
  }

  /**
   * Another root, which whoever calls this decides to believe.
   *
   * @param der the root's DER encoding
   * @throws CertificateException if it isn't exactly one X.509 certificate in DER
   */
  public static TrustedRoot ofCertificateDer(byte[] der) throws CertificateException {
    byte[] encoded = certificate(der);
    if (!MessageDigest.isEqual(encoded, der)) {
      throw new CertificateException(
          "a trusted root is one X.509 certificate in DER, nothing more");
    }
    return new TrustedRoot(sha256(encoded));
  }

  /**
   * Another root, which whoever calls this decides to believe.
   *
   * @param pem one certificate between {@code BEGIN CERTIFICATE} and {@code END CERTIFICATE}
   * @throws CertificateException if it isn't exactly one X.509 certificate in PEM
   */
  public static TrustedRoot ofCertificatePem(String pem) throws CertificateException {
    String begin = "-----BEGIN CERTIFICATE-----";
    if (!pem.contains(begin) || pem.indexOf(begin) != pem.lastIndexOf(begin)) {
      throw new CertificateException("a trusted root is one X.509 certificate in PEM");
    }
    return new TrustedRoot(
        sha256(certificate(pem.substring(pem.indexOf(begin)).getBytes(StandardCharsets.US_ASCII))));
  }

  /** The pin as 64 lower-case hexadecimal digits. */
  public String sha256Hex() {
    return HexFormat.of().formatHex(sha256);
  }

  boolean is(byte[] der) {
    return MessageDigest.isEqual(sha256, sha256(der));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrustedRoot that && MessageDigest.isEqual(sha256, that.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }

  @Override
  public String toString() {
    return "TrustedRoot[sha256=" + sha256Hex() + "]";
  }

  private static byte[] certificate(byte[] bytes) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(bytes))
        .getEncoded();
  }
}
