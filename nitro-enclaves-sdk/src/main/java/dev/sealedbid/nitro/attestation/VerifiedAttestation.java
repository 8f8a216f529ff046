package dev.sealedbid.nitro.attestation;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A document that {@link AttestationVerifier} found genuine: signed under the pinned root by a
 * hypervisor, about an enclave that isn't in debug mode. There is no other way to get one, but by a
 * verifier that was made with {@link AttestationVerifier#acceptingUnsignedEmulation}.
 */
public final class VerifiedAttestation {
  private static final int MAX_SHOWN = 64;

  private final AttestationDocument document;

  VerifiedAttestation(AttestationDocument document) {
    this.document = document;
  }

  /** The document; what it says is true. */
  public AttestationDocument document() {
    return document;
  }

  /**
   * Requires that the enclave has these measurements.
   *
   * @param expected registers, among them PCR0, PCR1 and PCR2 (a policy on fewer admits other
   *     code); none of them all-zero
   * @throws IllegalArgumentException if {@code expected} is not such a set
   * @throws AttestationPolicyException if a register is missing in the document or differs
   */
  public void requireMeasurements(Pcrs expected) throws AttestationPolicyException {
    if (!expected.indexes().containsAll(Set.of(0, 1, 2))) {
      throw new IllegalArgumentException("an image is named by PCR0, PCR1 and PCR2 together");
    }
    for (int index : expected.indexes()) {
      if (expected.isZero(index)) {
        throw new IllegalArgumentException(
            "PCR" + index + " is expected to be zero: proves nothing");
      }
      String actual =
          document.pcrs().value(index).isPresent() ? document.pcrs().hex(index) : "none";
      if (!expected.hex(index).equals(actual)) {
        throw new AttestationPolicyException("PCR" + index, expected.hex(index), actual);
      }
    }
  }

  /**
   * Requires that the enclave says exactly this.
   *
   * @throws AttestationPolicyException if the user data is absent or another
   */
  public void requireUserData(byte[] expected) throws AttestationPolicyException {
    byte[] actual = document.userData().orElse(null);
    if (actual == null) {
      throw new AttestationPolicyException("user_data", shown(expected), "none");
    }
    if (!Arrays.equals(expected, actual)) {
      throw new AttestationPolicyException("user_data", shown(expected), shown(actual));
    }
  }

  /**
   * Requires that the document carries no public key: documents with one are made for KMS, and no
   * statement is attested by them.
   *
   * @throws AttestationPolicyException if there is a public key
   */
  public void requireNoPublicKey() throws AttestationPolicyException {
    if (document.publicKey().isPresent()) {
      throw new AttestationPolicyException("public_key", "none", "a key");
    }
  }

  static String shown(byte[] bytes) {
    return bytes.length <= MAX_SHOWN ? HexFormat.of().formatHex(bytes) : bytes.length + " bytes";
  }
}
