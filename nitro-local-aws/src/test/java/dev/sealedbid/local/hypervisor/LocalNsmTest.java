package dev.sealedbid.local.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationTrustException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmClient;
import dev.sealedbid.nitro.nsm.NsmErrorCode;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.nitro.nsm.NsmResponse;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocalNsmTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00.123Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource clock = now::get;
  private final SecureRandom random = new SecureRandom();
  private final NitroPki pki = NitroPki.create(clock, random);
  private final LocalHypervisor hypervisor = new LocalHypervisor(pki, clock, random);
  private final Pcrs boot = pcrs(7);
  private final LocalNsm local = hypervisor.nsm(boot);
  private final NitroSecureModule nsm = new NsmClient(local);

  private static Pcrs pcrs(long seed) {
    Random seeded = new Random(seed);
    Map<Integer, byte[]> values = new HashMap<>();
    for (int index = 0; index < 16; index++) {
      byte[] value = new byte[48];
      if (index < 5) {
        seeded.nextBytes(value);
      }
      values.put(index, value);
    }
    return Pcrs.of(values);
  }

  private AttestationVerifier verifier() throws Exception {
    return new AttestationVerifier(TrustedRoot.ofCertificateDer(pki.rootCertificate()));
  }

  private static void assertRefused(NsmErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(NsmException.class, e -> assertThat(e.code()).contains(code));
  }

  @Nested
  class Documents {
    @Test
    void carryTheRequestAndVerify() throws Exception {
      byte[] userData = {1, 2, 3};
      byte[] nonce = new byte[32];
      byte[] publicKey = {9};
      AttestationDocument document =
          verifier()
              .verifyArchived(
                  nsm.attest(
                      AttestationRequest.ofUserData(userData)
                          .withNonce(nonce)
                          .withPublicKey(publicKey)))
              .document();

      assertThat(document.userData()).contains(userData);
      assertThat(document.nonce()).contains(nonce);
      assertThat(document.publicKey()).contains(publicKey);
      assertThat(document.timestamp()).isEqualTo(START);
      assertThat(document.pcrs()).isEqualTo(boot);
    }

    @Test
    void absentFieldsAreAbsent() throws Exception {
      AttestationDocument document =
          verifier().verifyArchived(nsm.attest(AttestationRequest.empty())).document();

      assertThat(document.userData()).isEmpty();
      assertThat(document.nonce()).isEmpty();
      assertThat(document.publicKey()).isEmpty();
    }

    @Test
    @DisplayName("begin as real ones do: untagged COSE_Sign1, ES384")
    void wireForm() throws Exception {
      byte[] document = nsm.attest(AttestationRequest.empty());

      assertThat(Arrays.copyOf(document, 8))
          .isEqualTo(
              new byte[] {(byte) 0x84, 0x44, (byte) 0xa1, 0x01, 0x38, 0x22, (byte) 0xa0, 0x59});
      assertThat(document.length).isLessThan(12_288);
    }

    @Test
    @DisplayName("the payload's outermost map has no length, as AWS writes it today")
    void payloadForm() throws Exception {
      byte[] document = nsm.attest(AttestationRequest.empty());

      assertThat(document[10]).isEqualTo((byte) 0xbf);
    }

    @Test
    @DisplayName("and has one, as AWS wrote it before, from a hypervisor that is told so")
    void olderPayloadForm() throws Exception {
      LocalHypervisor older = new LocalHypervisor(pki, clock, random, PayloadForm.DEFINITE);
      byte[] document = new NsmClient(older.nsm(boot)).attest(AttestationRequest.empty());

      assertThat(document[10]).isEqualTo((byte) 0xa9);
      assertThat(verifier().verifyArchived(document).document().pcrs()).isEqualTo(boot);
      assertThat(
              verifier()
                  .verifyArchived(older.signDocument(boot, AttestationRequest.empty()))
                  .document()
                  .timestamp())
          .isEqualTo(START);
    }

    @Test
    @DisplayName("what QEMU's emulator would have written is of one form, whatever was signed")
    void unsignedEmulation() throws Exception {
      for (PayloadForm form : PayloadForm.values()) {
        LocalHypervisor signing = new LocalHypervisor(pki, clock, random, form);
        byte[] unsigned =
            UnsignedEmulation.of(signing.signDocument(boot, AttestationRequest.empty()));

        assertThat(unsigned).contains(0xa9, Index.atIndex(9));
        assertThat(AttestationDocument.parseUnsignedEmulation(unsigned).pcrs()).isEqualTo(boot);
      }
    }

    @Test
    void verifyForHoursAndDaysOfRunning() throws Exception {
      for (Duration later :
          new Duration[] {
            Duration.ofMinutes(1),
            Duration.ofHours(2).plusMinutes(45),
            Duration.ofHours(3).plusSeconds(4),
            Duration.ofHours(23),
            Duration.ofDays(7),
            Duration.ofDays(40)
          }) {
        now.set(START.plus(later));
        byte[] document = nsm.attest(AttestationRequest.empty());
        assertThat(verifier().verifyArchived(document).document().timestamp())
            .isEqualTo(START.plus(later));
      }
    }

    @Test
    @DisplayName("a leaf that is made while the second changes isn't younger than its document")
    void leafIsNeverYoungerThanItsDocument() throws Exception {
      InstantSource ticking = () -> now.getAndUpdate(time -> time.plusMillis(900));
      LocalHypervisor busy = new LocalHypervisor(pki, ticking, random);
      for (int i = 0; i < 4; i++) {
        verifier()
            .verifyArchived(busy.signDocument(boot, AttestationRequest.ofUserData(new byte[1])));
      }
    }

    @Test
    void anotherRootIsNotTrusted() throws Exception {
      NitroPki other = NitroPki.create(clock, random);
      AttestationVerifier verifier =
          new AttestationVerifier(TrustedRoot.ofCertificateDer(other.rootCertificate()));
      byte[] document = nsm.attest(AttestationRequest.empty());

      assertThatThrownBy(() -> verifier.verifyArchived(document))
          .isInstanceOf(AttestationTrustException.class);
    }

    @Test
    @DisplayName("the demo's lever: a genuine document for any PCRs")
    void signDocument() throws Exception {
      Pcrs wished = pcrs(8);

      assertThat(
              verifier()
                  .verifyArchived(
                      hypervisor.signDocument(wished, AttestationRequest.ofUserData(new byte[1])))
                  .document()
                  .pcrs())
          .isEqualTo(wished);
    }
  }

  @Nested
  class Registers {
    @Test
    void bootRegistersAreLocked() throws Exception {
      assertThat(nsm.describe().lockedPcrs())
          .containsExactlyElementsOf(IntStream.range(0, 16).boxed().toList());
      assertThat(nsm.describePcr(0).locked()).isTrue();
      assertThat(nsm.describePcr(0).value()).isEqualTo(boot.value(0).orElseThrow());
      assertRefused(NsmErrorCode.READ_ONLY_INDEX, () -> nsm.extendPcr(0, new byte[] {1}));
      assertRefused(NsmErrorCode.READ_ONLY_INDEX, () -> nsm.extendPcr(15, new byte[] {1}));
      assertRefused(NsmErrorCode.READ_ONLY_INDEX, () -> nsm.lockPcr(3));
    }

    @Test
    void freeRegistersAreExtendedLockedAndShown() throws Exception {
      byte[] data = {1, 2, 3};
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      digest.update(new byte[48]);
      byte[] expected = digest.digest(data);

      assertThat(nsm.extendPcr(16, data)).isEqualTo(expected);
      assertThat(shown().value(16)).isEmpty();
      nsm.lockPcr(16);
      assertThat(shown().value(16)).contains(expected);
      assertRefused(NsmErrorCode.READ_ONLY_INDEX, () -> nsm.extendPcr(16, data));
      assertThat(nsm.describePcr(31).locked()).isFalse();
    }

    private Pcrs shown() throws Exception {
      return verifier().verifyArchived(nsm.attest(AttestationRequest.empty())).document().pcrs();
    }

    @Test
    void thereAre32() {
      assertRefused(NsmErrorCode.INVALID_INDEX, () -> nsm.describePcr(32));
      assertRefused(NsmErrorCode.INVALID_INDEX, () -> nsm.extendPcr(32, new byte[] {1}));
      assertRefused(NsmErrorCode.INVALID_INDEX, () -> nsm.lockPcr(32));
    }
  }

  @Test
  void randomBytesDiffer() throws Exception {
    assertThat(nsm.random(600)).hasSize(600).isNotEqualTo(nsm.random(600));
  }

  @Test
  void malformedRequestsAreRefusedNotThrown() throws Exception {
    Random seeded = new Random(3);
    for (int i = 0; i < 500; i++) {
      byte[] junk = new byte[seeded.nextInt(64)];
      seeded.nextBytes(junk);
      assertThat(NsmResponse.decode(local.exchange(junk))).isInstanceOf(NsmResponse.Refused.class);
    }
  }
}
