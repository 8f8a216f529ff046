package dev.sealedbid.local.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.attestation.AttestationPolicyException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.TrustedRoot;
import dev.sealedbid.nitro.attestation.VerifiedAttestation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalHypervisorTest {
  private static final String NONCE = "a nonce of the asker";

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private final LocalHypervisor hypervisor =
      new LocalHypervisor(
          NitroPki.create(InstantSource.system(), random), InstantSource.system(), random);
  private EnclaveSpec spec;

  @BeforeEach
  void makeFiles() throws IOException {
    spec = EnclaveFiles.spec(folder);
  }

  @AfterEach
  void stop() {
    hypervisor.close();
  }

  private VerifiedAttestation verify(byte[] document) throws Exception {
    return new AttestationVerifier(TrustedRoot.ofCertificateDer(hypervisor.rootCertificate()))
        .verifyLive(
            document,
            NONCE.getBytes(StandardCharsets.US_ASCII),
            Instant.now(),
            Duration.ofSeconds(60));
  }

  @Nested
  class Launch {
    @Test
    @DisplayName("an enclave's document verifies and carries what was measured")
    void documentsVerify() throws Exception {
      LocalEnclave enclave = hypervisor.launch(spec);

      VerifiedAttestation verified = verify(EchoClient.attest(enclave, NONCE));

      assertThat(verified.document().pcrs()).isEqualTo(enclave.measurements());
      assertThat(hypervisor.measure(spec)).isEqualTo(enclave.measurements());
      assertThat(verified.document().moduleId()).matches("i-[0-9a-f]{17}-enc[0-9a-f]{16}");
    }

    @Test
    void nothingOfTheHostsEnvironmentAndSettingsAreThere() throws Exception {
      LocalEnclave enclave = hypervisor.launch(spec);

      assertThat(EchoClient.ask(enclave, "environment")).isEqualTo("LC_ALL");
      assertThat(EchoClient.ask(enclave, "settings")).isEqualTo("{\"version\":1}");
      assertThat(EchoClient.read(enclave.log())).contains("booted");
    }

    @Test
    @DisplayName("what was measured is what runs: the originals aren't on the class path")
    void runsTheCopies() throws Exception {
      LocalEnclave enclave = hypervisor.launch(spec);
      for (String entry : EchoClient.ask(enclave, "classpath").split(":", -1)) {
        assertThat(Path.of(entry)).startsWith(enclave.vsock().getParent());
      }
    }

    @Test
    void killEndsTheProcessAndRemovesItsFiles() throws Exception {
      LocalEnclave enclave = hypervisor.launch(spec);
      EchoClient.ask(enclave, "settings");
      ProcessHandle process = enclave.process();

      enclave.kill();

      process.onExit().get(10, TimeUnit.SECONDS);
      assertThat(enclave.vsock().getParent()).doesNotExist();
      EchoClient.await(() -> hypervisor.enclaves().isEmpty(), () -> "it is still listed");
    }

    @Test
    @DisplayName("a debug enclave has all-zero PCRs and its documents are refused")
    void debugMode() throws Exception {
      LocalEnclave enclave = hypervisor.launchInDebugMode(spec);

      assertThat(enclave.measurements().isZero(0)).isTrue();
      assertThat(enclave.measurements().isZero(3)).isTrue();
      byte[] document = EchoClient.attest(enclave, NONCE);
      assertThatThrownBy(() -> verify(document)).isInstanceOf(AttestationPolicyException.class);
    }

    @Test
    @DisplayName("a process that finds the NSM's socket but has no token gets no document")
    void nsmNeedsTheToken() throws Exception {
      LocalEnclave enclave = hypervisor.launch(spec);
      EchoClient.ask(enclave, "settings");
      Path socket = enclave.vsock().resolveSibling("nsm");

      try (SocketNsmTransport thief =
          SocketNsmTransport.connect(socket, new byte[NsmWire.TOKEN_LENGTH])) {
        byte[] describe = {0x6b, 'D', 'e', 's', 'c', 'r', 'i', 'b', 'e', 'N', 'S', 'M'};
        assertThatThrownBy(() -> thief.exchange(describe)).isInstanceOf(IOException.class);
      }
    }

    @Test
    void enclaveEndsWhenItsLifelineBreaks() throws Exception {
      LocalEnclave enclave = hypervisor.launch(spec);
      EchoClient.ask(enclave, "settings");

      enclave.cutLifeline();

      enclave.process().onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void failureLeavesNothingBehind() {
      EnclaveSpec missing = spec.withClassPath(List.of(folder.resolve("missing.jar")));

      assertThatThrownBy(() -> hypervisor.launch(missing)).isInstanceOf(IOException.class);
      assertThat(hypervisor.enclaves()).isEmpty();
    }
  }

  @Nested
  class Measuring {
    @Test
    @DisplayName("one changed byte of a jar: other PCR0 and PCR2, same PCR1 and PCR3")
    void changedJar() throws IOException {
      Pcrs before = hypervisor.measure(spec);
      Path jar = spec.classPath().get(0);
      Random seeded = new Random(11);
      for (int i = 0; i < 3; i++) {
        byte[] original = Files.readAllBytes(jar);
        byte[] changed = original.clone();
        changed[seeded.nextInt(changed.length)] ^= (byte) (1 << seeded.nextInt(8));
        Files.write(jar, changed);
        assertChanged(before, hypervisor.measure(spec), 0, 2);
        Files.write(jar, original);
      }
      assertThat(hypervisor.measure(spec)).isEqualTo(before);
    }

    @Test
    void changedSettings() throws IOException {
      Pcrs before = hypervisor.measure(spec);
      Files.writeString(spec.settingsFile(), "{\"version\":2}");

      assertChanged(before, hypervisor.measure(spec), 0, 2);
    }

    @Test
    void anotherOrderOfTheClassPath() throws IOException {
      List<Path> reversed = new ArrayList<>(spec.classPath());
      Collections.reverse(reversed);

      assertChanged(
          hypervisor.measure(spec), hypervisor.measure(spec.withClassPath(reversed)), 0, 2);
    }

    @Test
    void anotherJarMore() throws IOException {
      List<Path> more = new ArrayList<>(spec.classPath());
      more.add(spec.classPath().get(0));

      assertChanged(hypervisor.measure(spec), hypervisor.measure(spec.withClassPath(more)), 0, 2);
    }

    @Test
    void changedFlag() throws IOException {
      EnclaveSpec other = spec.withJvmFlags(List.of("-Xmx33m"));

      assertChanged(hypervisor.measure(spec), hypervisor.measure(other), 0, 1);
    }

    @Test
    void anotherRole() throws IOException {
      EnclaveSpec other = spec.withParentRole("arn:aws:iam::888888888888:role/rival");

      assertChanged(hypervisor.measure(spec), hypervisor.measure(other), 3);
    }

    @Test
    @DisplayName("the same files elsewhere have the same PCRs")
    void placeIsNotMeasured() throws IOException {
      Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      EnclaveSpec copy = EnclaveFiles.spec(elsewhere);

      assertThat(hypervisor.measure(copy)).isEqualTo(hypervisor.measure(spec));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "-javaagent:x.jar",
          "-agentlib:jdwp",
          "@file",
          "-Xbootclasspath/a:x.jar",
          "--patch-module=java.base=x",
          "-cp",
          "-XX:SharedArchiveFile=x.jsa"
        })
    void flagsThatNameOtherCodeAreRefused(String flag) {
      assertThatIllegalArgumentException().isThrownBy(() -> spec.withJvmFlags(List.of(flag)));
    }

    private static void assertChanged(Pcrs before, Pcrs after, Integer... changed) {
      for (int index = 0; index < 16; index++) {
        if (List.of(changed).contains(index)) {
          assertThat(after.hex(index)).as("PCR%d", index).isNotEqualTo(before.hex(index));
        } else {
          assertThat(after.hex(index)).as("PCR%d", index).isEqualTo(before.hex(index));
        }
      }
    }
  }
}
