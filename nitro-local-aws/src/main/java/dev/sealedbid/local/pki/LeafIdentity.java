package dev.sealedbid.local.pki;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.List;

/**
 * What signs the attestation documents of one enclave: a private key that never leaves the
 * hypervisor's process, its certificate, and the CAs above it, root first.
 */
public final class LeafIdentity {
  private final PrivateKey key;
  private final byte[] certificate;
  private final List<byte[]> bundle;
  private final Instant notBefore;
  private final Instant notAfter;

  LeafIdentity(
      PrivateKey key,
      byte[] certificate,
      List<byte[]> bundle,
      Instant notBefore,
      Instant notAfter) {
    this.key = key;
    this.certificate = certificate.clone();
    this.bundle = List.copyOf(bundle);
    this.notBefore = notBefore;
    this.notAfter = notAfter;
  }

  /** The leaf certificate, DER. */
  public byte[] certificate() {
    return certificate.clone();
  }

  /** The certificates above the leaf, DER, in the order root, regional, zonal, instance. */
  public List<byte[]> bundle() {
    return bundle.stream().map(byte[]::clone).toList();
  }

  /** Whether the certificate is valid at that time. */
  public boolean isValidAt(Instant time) {
    return !time.isBefore(notBefore) && !time.isAfter(notAfter);
  }

  /** ECDSA with SHA-384 over {@code message}: r and s, 48 bytes each (the form that COSE wants). */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't sign with P-384", e);
    }
  }
}
