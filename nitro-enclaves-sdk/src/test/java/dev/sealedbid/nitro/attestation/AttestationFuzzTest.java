package dev.sealedbid.nitro.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class AttestationFuzzTest {
  /** No document of the corpus leads to AWS's root, so none may ever be verified. */
  private static final AttestationVerifier VERIFIER =
      new AttestationVerifier(TrustedRoot.awsNitroEnclavesG1());

  /** A document is well-formed and complete, or refused by name; and never verified. */
  @FuzzTest
  void parse(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    boolean wellFormed = isWellFormed(input);
    try {
      VERIFIER.verifyArchived(input);
      throw new AssertionError("a document that AWS did not sign was verified");
    } catch (AttestationException e) {
      assertThat(e instanceof AttestationFormatException).isEqualTo(!wellFormed);
    }
  }

  /** Certificates are read before any signature is checked: outside bytes, too. */
  @FuzzTest
  void certificate(FuzzedDataProvider data) {
    byte[] certificate = data.consumeBytes(1024);
    AttestationVerifier verifier = new AttestationVerifier(TestPki.GENUINE.root().asRoot());
    if (certificate.length == 0) {
      return;
    }
    try {
      verifier.verifyArchived(
          TestDocument.genuine().withBytes("certificate", certificate).encode());
      throw new AssertionError("a certificate of nobody's was verified");
    } catch (AttestationException e) {
      assertThat(e.rule()).isNotEmpty();
    }
  }

  private static boolean isWellFormed(byte[] input) {
    try {
      AttestationDocument document = AttestationDocument.parse(input);
      assertThat(document.encoded()).isEqualTo(input);
      assertThat(document.pcrs().indexes()).isNotEmpty();
      return true;
    } catch (AttestationFormatException e) {
      return false;
    }
  }
}
