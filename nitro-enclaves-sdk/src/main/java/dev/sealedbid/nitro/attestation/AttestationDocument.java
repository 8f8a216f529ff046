package dev.sealedbid.nitro.attestation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed attestation document: every rule about its form holds, nothing about its truth is
 * known yet. See {@link AttestationVerifier} for that.
 *
 * <p>Immutable; arrays are copied in and out.
 */
public final class AttestationDocument {
  /** Longer input is refused unread; real documents have at most 12,288 bytes. */
  public static final int MAX_LENGTH = 16_384;

  private final byte[] encoded;
  private final CoseSign1 envelope;
  private final AttestationPayload payload;

  private AttestationDocument(byte[] encoded, CoseSign1 envelope, AttestationPayload payload) {
    this.encoded = encoded;
    this.envelope = envelope;
    this.payload = payload;
  }

  /**
   * Reads a document and checks every rule about its form (attestation_process.md §3.2.1 and
   * §3.2.2), its signature and certificates excepted.
   *
   * @param cose a COSE_Sign1, untagged or with tag 18, at most {@value #MAX_LENGTH} bytes
   * @throws AttestationFormatException if a rule is broken; an unsigned document of an emulator
   *     breaks them
   */
  public static AttestationDocument parse(byte[] cose) throws AttestationFormatException {
    byte[] copy = cose.clone();
    CoseSign1 envelope = CoseSign1.parse(copy);
    return new AttestationDocument(copy, envelope, AttestationPayload.parse(envelope.payload()));
  }

  /**
   * Reads a document of QEMU's {@code nitro-enclave} machine, which has 64 zero bytes where the
   * signature and each certificate should be: it proves nothing, and no verifier accepts it that
   * wasn't told to ({@link AttestationVerifier#acceptingUnsignedEmulation}). For local stand-ins
   * only.
   *
   * @throws AttestationFormatException if a rule about the form is broken, those about signature
   *     and certificates excepted, or if the document isn't an unsigned one
   */
  public static AttestationDocument parseUnsignedEmulation(byte[] cose)
      throws AttestationFormatException {
    byte[] copy = cose.clone();
    CoseSign1 envelope = CoseSign1.parseUnsigned(copy);
    return new AttestationDocument(
        copy, envelope, AttestationPayload.parseUnsigned(envelope.payload()));
  }

  /**
   * Reads a document that the caller's own NSM has just made: signed or, from an emulator,
   * unsigned. Inside an enclave it is the device that vouches for what it says, not a signature;
   * for documents that have travelled there is {@link AttestationVerifier}.
   *
   * @throws AttestationFormatException if a rule about the form is broken
   */
  public static AttestationDocument parseOwn(byte[] cose) throws AttestationFormatException {
    return CoseSign1.isUnsigned(cose) ? parseUnsignedEmulation(cose) : parse(cose);
  }

  /** The id of the instance and enclave, {@code i-…-enc…}; not empty. */
  public String moduleId() {
    return payload.moduleId();
  }

  /** When the hypervisor made the document, to the millisecond. */
  public Instant timestamp() {
    return payload.timestamp();
  }

  /** The enclave's registers. */
  public Pcrs pcrs() {
    return payload.pcrs();
  }

  /** The key to which others may encrypt for the enclave: 1 to 1024 bytes, DER for KMS. */
  public Optional<byte[]> publicKey() {
    return copy(payload.publicKey());
  }

  /** What the enclave says: 0 to 1024 bytes. */
  public Optional<byte[]> userData() {
    return copy(payload.userData());
  }

  /** What the asker gave to prove freshness: 0 to 1024 bytes. */
  public Optional<byte[]> nonce() {
    return copy(payload.nonce());
  }

  /** The document's own bytes. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** DER of the certificate whose key signed the document. */
  byte[] certificate() {
    return payload.certificate();
  }

  /** DER of the issuers, the root first. */
  List<byte[]> caBundle() {
    return payload.caBundle();
  }

  CoseSign1 envelope() {
    return envelope;
  }

  @Override
  public String toString() {
    return "AttestationDocument[moduleId=" + moduleId() + ", timestamp=" + timestamp() + "]";
  }

  private static Optional<byte[]> copy(byte @Nullable [] value) {
    return value == null ? Optional.empty() : Optional.of(value.clone());
  }
}
