package dev.sealedbid.nitro.attestation;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Verifies attestation documents under one pinned root.
 *
 * <p>Guarantee: a {@link VerifiedAttestation} comes of a document whose form is right in every
 * rule, whose certificates lead to the root by PKIX (RFC 5280) and were valid when the document was
 * made, which the certified key signed with ES384, and whose PCR0, PCR1 and PCR2 are there and not
 * all zero. Certificates are checked at the document's own time in both modes, because a
 * hypervisor's certificate lives for three hours only; freshness is the live mode's own rule. The
 * one exception is {@link #acceptingUnsignedEmulation}, which says so.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <p>Source: aws/aws-nitro-enclaves-nsm-api, docs/attestation_process.md §3.2.
 */
public final class AttestationVerifier {
  /** A shorter nonce could be guessed, and proves nothing about freshness. */
  public static final int MIN_NONCE_LENGTH = 16;

  private final Authenticity authenticity;

  /** Whether bytes are a document at all, and whose. */
  @FunctionalInterface
  private interface Authenticity {
    AttestationDocument authenticate(byte[] document) throws AttestationException;
  }

  private AttestationVerifier(Authenticity authenticity) {
    this.authenticity = authenticity;
  }

  /** A verifier of what hypervisors under this root attest. */
  public AttestationVerifier(TrustedRoot root) {
    this(new CertificateChain(root));
  }

  private AttestationVerifier(CertificateChain chain) {
    this(document -> signed(document, chain));
  }

  /**
   * A verifier for local stand-ins and for trying out, which <b>proves nothing</b>: it believes the
   * unsigned documents of QEMU's {@code nitro-enclave} machine, which anybody can write, and no
   * others. Every other rule holds as for genuine ones. Only a person may ask for it, in so many
   * words.
   */
  public static AttestationVerifier acceptingUnsignedEmulation() {
    return new AttestationVerifier(AttestationDocument::parseUnsignedEmulation);
  }

  /**
   * Verifies a document of any age. It may be a replay: what it says was true at its timestamp.
   *
   * @throws AttestationException if any rule is broken; the subtype says in which step
   */
  public VerifiedAttestation verifyArchived(byte[] document) throws AttestationException {
    AttestationDocument authentic = authenticity.authenticate(document);
    requireNoDebugMode(authentic.pcrs());
    return new VerifiedAttestation(authentic);
  }

  /**
   * Verifies a document that was made just now, for this caller's nonce.
   *
   * @param expectedNonce what the caller drew at random and used once, {@value #MIN_NONCE_LENGTH}
   *     bytes at least
   * @param now the caller's clock
   * @param tolerance how far the document's time may lie from {@code now}, before or behind
   * @throws IllegalArgumentException if the nonce is too short or the tolerance negative
   * @throws AttestationException if any rule is broken; the subtype says in which step
   */
  public VerifiedAttestation verifyLive(
      byte[] document, byte[] expectedNonce, Instant now, Duration tolerance)
      throws AttestationException {
    if (expectedNonce.length < MIN_NONCE_LENGTH) {
      throw new IllegalArgumentException(
          "a nonce has " + MIN_NONCE_LENGTH + " bytes at least, not " + expectedNonce.length);
    }
    if (tolerance.isNegative()) {
      throw new IllegalArgumentException("a tolerance is not negative");
    }
    VerifiedAttestation verified = verifyArchived(document);
    requireNonce(verified.document(), expectedNonce);
    requireFresh(verified.document().timestamp(), now, tolerance);
    return verified;
  }

  private static AttestationDocument signed(byte[] document, CertificateChain chain)
      throws AttestationException {
    AttestationDocument parsed = AttestationDocument.parse(document);
    requireSignature(parsed, chain.verify(parsed));
    return parsed;
  }

  private static void requireSignature(AttestationDocument document, PublicKey key)
      throws AttestationSignatureException {
    if (!isSigned(document.envelope(), key)) {
      throw new AttestationSignatureException(
          "signature", "the ES384 signature of the certificate's key", "another value");
    }
  }

  private static boolean isSigned(CoseSign1 envelope, PublicKey key) {
    try {
      Signature verifier = Signature.getInstance("SHA384withECDSAinP1363Format");
      verifier.initVerify(key);
      verifier.update(envelope.signedBytes());
      return verifier.verify(envelope.signature());
    } catch (SignatureException | InvalidKeyException e) {
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no ECDSA on P-384", e);
    }
  }

  private static void requireNoDebugMode(Pcrs pcrs) throws AttestationPolicyException {
    for (int index = 0; index <= 2; index++) {
      if (pcrs.isZero(index)) {
        throw new AttestationPolicyException(
            "PCR" + index,
            "a measurement",
            pcrs.value(index).isEmpty() ? "none" : "all zero: an enclave in debug mode");
      }
    }
  }

  private static void requireNonce(AttestationDocument document, byte[] expected)
      throws AttestationPolicyException {
    byte[] actual = document.nonce().orElse(null);
    if (actual == null) {
      throw new AttestationPolicyException("nonce", VerifiedAttestation.shown(expected), "none");
    }
    if (!Arrays.equals(expected, actual)) {
      throw new AttestationPolicyException(
          "nonce", VerifiedAttestation.shown(expected), VerifiedAttestation.shown(actual));
    }
  }

  private static void requireFresh(Instant timestamp, Instant now, Duration tolerance)
      throws AttestationPolicyException {
    if (Duration.between(timestamp, now).abs().compareTo(tolerance) > 0) {
      throw new AttestationPolicyException(
          "timestamp", "within " + tolerance + " of " + now, timestamp.toString());
    }
  }
}
