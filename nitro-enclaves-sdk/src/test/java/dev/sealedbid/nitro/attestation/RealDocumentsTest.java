package dev.sealedbid.nitro.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Documents that AWS signed, under AWS's own root; see {@link RealDocuments} for where they are.
 */
class RealDocumentsTest {
  private static final AttestationVerifier VERIFIER =
      new AttestationVerifier(TrustedRoot.awsNitroEnclavesG1());

  /** What a document holds, told by another decoder; lengths in bytes, null for an absent field. */
  private record Expected(
      String file,
      int firstByteOfPayload,
      String timestamp,
      int registers,
      @Nullable Integer publicKey,
      @Nullable Integer userData,
      @Nullable Integer nonce) {}

  private static final List<Expected> GENUINE =
      List.of(
          new Expected("35b0ce95f925", 0xbf, "2026-03-06T11:14:18.051Z", 16, null, 65, null),
          new Expected("54ae0f973da0", 0xbf, "2025-12-25T16:04:19.346Z", 16, null, 64, null),
          new Expected("7b0ca130a8e2", 0xa9, "2025-04-29T10:32:39.691Z", 17, 32, 0, null),
          new Expected("8ff485d8a838", 0xa9, "2022-11-09T22:52:00.696Z", 16, null, 32, 32),
          new Expected("72ffd835a669", 0xa9, "2024-09-07T14:37:39.545Z", 16, 1024, 1024, 1024));

  private static final String DEBUG_MODE = "1c921bd764eb";

  @Test
  @DisplayName("[A-11] [A-12] [A-17] are verified, of both forms and with fields of every size")
  void genuineOnes_areVerified() throws Exception {
    SortedMap<String, byte[]> documents = documents();
    for (Expected expected : GENUINE) {
      byte[] document = bytes(documents, expected.file());

      AttestationDocument verified = VERIFIER.verifyArchived(document).document();

      assertThat(verified.envelope().payload()[0])
          .as(expected.file())
          .isEqualTo((byte) expected.firstByteOfPayload());
      assertThat(verified.timestamp()).isEqualTo(Instant.parse(expected.timestamp()));
      assertThat(verified.pcrs().indexes()).hasSize(expected.registers());
      assertThat(length(verified.publicKey())).isEqualTo(expected.publicKey());
      assertThat(length(verified.userData())).isEqualTo(expected.userData());
      assertThat(length(verified.nonce())).isEqualTo(expected.nonce());
      assertThat(verified.encoded()).isEqualTo(document);
    }
  }

  @Test
  @DisplayName("[A-15] one of debug mode is refused for its zero PCR0, and for no other reason")
  void oneOfDebugMode_isRefusedForThatAlone() throws Exception {
    byte[] document = bytes(documents(), DEBUG_MODE);

    assertThatThrownBy(() -> VERIFIER.verifyArchived(document))
        .isInstanceOfSatisfying(
            AttestationPolicyException.class, e -> assertThat(e.rule()).isEqualTo("PCR0"));

    // Policy comes last: form, certificates and signature were right. Each by itself:
    AttestationDocument parsed = AttestationDocument.parse(document);
    assertThat(parsed.envelope().payload()[0]).isEqualTo((byte) 0xbf);
    assertThat(parsed.userData()).hasValueSatisfying(data -> assertThat(data).hasSize(64));
    assertThat(parsed.pcrs().isZero(0)).isTrue();
    assertThat(new CertificateChain(TrustedRoot.awsNitroEnclavesG1()).verify(parsed)).isNotNull();
  }

  @Test
  @DisplayName("whatever else lies there is verified, or refused as one of debug mode")
  void others_areVerifiedOrOfDebugMode() throws Exception {
    for (Map.Entry<String, byte[]> document : documents().entrySet()) {
      try {
        VERIFIER.verifyArchived(document.getValue());
      } catch (AttestationPolicyException e) {
        assertThat(e.rule()).as(document.getKey()).isEqualTo("PCR0");
      }
    }
  }

  @Test
  @DisplayName("[A-14] with one bit of the payload changed they are refused")
  void changedOnes_areRefused() throws Exception {
    for (Map.Entry<String, byte[]> document : documents().entrySet()) {
      byte[] changed = document.getValue().clone();
      changed[changed.length / 2] ^= 1;
      assertThatThrownBy(() -> VERIFIER.verifyArchived(changed))
          .as(document.getKey())
          .isInstanceOf(AttestationException.class);
    }
  }

  @Nested
  @DisplayName("where they are looked for")
  class Places {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void besideTheCheckoutAndFurtherUp(@TempDir Path work) throws IOException {
      Path module = Files.createDirectories(work.resolve("rooms/checkout/module"));
      Path data = Files.createDirectories(work.resolve("shared/data/attestation"));
      Files.write(data.resolve("a.bin"), new byte[] {1});
      Files.write(data.resolve("README.md"), new byte[] {2});

      RealDocuments found = RealDocuments.find(Map.of(), module);

      assertThat(found.read(out)).containsOnlyKeys("a.bin");
      Files.createDirectories(work.resolve("rooms/shared/data/attestation"));
      assertThat(RealDocuments.find(Map.of(), module).read(out)).isEmpty();
    }

    @Test
    void aMissingFolder_isSaidInOneLine(@TempDir Path work) {
      RealDocuments none = new RealDocuments(Optional.empty(), false);
      assertThatThrownBy(() -> none.read(out)).isInstanceOf(TestAbortedException.class);
      assertThat(said.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("none tried");
    }

    @Test
    void aMissingFolder_failsInContinuousIntegrationAndWhereItIsNamed(@TempDir Path work) {
      for (Map<String, String> environment :
          List.of(
              Map.of("CI", "true", RealDocuments.VARIABLE, work.toString()),
              Map.of(RealDocuments.VARIABLE, work.toString()))) {
        RealDocuments none = RealDocuments.find(environment, work);
        assertThatThrownBy(() -> none.read(out))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("none tried");
      }
      assertThat(RealDocuments.find(Map.of("CI", "true"), work).demanded()).isTrue();
      assertThat(RealDocuments.find(Map.of("CI", "1"), work).demanded()).isFalse();
    }
  }

  private static SortedMap<String, byte[]> documents() throws IOException {
    return RealDocuments.find(System.getenv(), Path.of("")).read(System.out);
  }

  private static byte[] bytes(SortedMap<String, byte[]> documents, String file) {
    assertThat(documents).containsKey(file + ".bin");
    return documents.getOrDefault(file + ".bin", new byte[0]);
  }

  private static @Nullable Integer length(Optional<byte[]> field) {
    return field.map(value -> value.length).orElse(null);
  }
}
