package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.hypervisor.PayloadForm;
import dev.sealedbid.local.hypervisor.UnsignedEmulation;
import dev.sealedbid.local.pki.NitroPki;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.NsmClient;
import dev.sealedbid.nitro.nsm.NsmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupChecksTest {
  @TempDir Path root;

  @SuppressWarnings("NullAway.Init") // root comes from JUnit
  StartupChecksTest() {}

  @Test
  @DisplayName("any variable is refused, harmless as it looks; the first one is named (G2)")
  void environment() {
    assertThat(StartupChecks.environment(Set.of())).isEmpty();
    for (String name :
        new String[] {"JAVA_TOOL_OPTIONS", "LD_PRELOAD", "PATH", "HOME", "LC_ALL", "TZ", "_", ""}) {
      assertThat(StartupChecks.environment(Set.of(name))).contains(name);
    }
    assertThat(StartupChecks.environment(Set.of("TZ", "AWS_REGION", "LANG")))
        .contains("AWS_REGION");
    assertThat(StartupChecks.environment(Set.of("A\u001b[2J\u00e4 "))).contains("A?[2J??");
  }

  @Test
  void entropy() throws IOException {
    assertThat(StartupChecks.entropyIsNsm(root)).isFalse();
    write("sys/class/misc/hw_random/rng_current", "virtio_rng.0");
    assertThat(StartupChecks.entropyIsNsm(root)).isFalse();
    write("sys/class/misc/hw_random/rng_current", "nsm-hwrng");
    assertThat(StartupChecks.entropyIsNsm(root)).isTrue();
  }

  @Test
  void clock() throws IOException {
    String file = "sys/devices/system/clocksource/clocksource0/current_clocksource";
    assertThat(StartupChecks.clockIsHypervisor(root)).isFalse();
    for (String unsound : List.of("jiffies", "refined-jiffies", "hpet", "acpi_pm", "tsc-early")) {
      write(file, unsound);
      assertThat(StartupChecks.clockIsHypervisor(root)).as(unsound).isFalse();
    }
    for (String sound : List.of("kvm-clock", "tsc", "arch_sys_counter")) {
      write(file, sound);
      assertThat(StartupChecks.clockIsHypervisor(root)).as(sound).isTrue();
    }
  }

  @Test
  @DisplayName("an enclave in debug mode, or without an instance role, doesn't serve (G2)")
  void zeroMeasurements() throws Exception {
    TestEnclave enclave = new TestEnclave();
    for (int i = 0; i < 4; i++) {
      Map<Integer, byte[]> pcrs = new HashMap<>(enclave.pcrs);
      pcrs.put(i, new byte[48]);
      try (NsmClient nsm = new NsmClient(enclave.hypervisor.nsm(Pcrs.of(pcrs)))) {
        assertThatIllegalArgumentException().isThrownBy(() -> StartupChecks.ownMeasurements(nsm));
      }
    }
  }

  @Test
  @DisplayName("an enclave that can't read its NSM's documents says so before it serves (G6)")
  void documents() throws Exception {
    TestEnclave enclave = new TestEnclave();
    Measurements own = StartupChecks.ownMeasurements(enclave.nsm);
    assertThat(StartupChecks.documentsAreRead(enclave.nsm, own)).isTrue();
    enclave.nsm.written = UnsignedEmulation::of;
    assertThat(StartupChecks.documentsAreRead(enclave.nsm, own)).isTrue();

    enclave.nsm.written = document -> Arrays.copyOf(document, document.length - 1);
    assertThat(StartupChecks.documentsAreRead(enclave.nsm, own)).isFalse();
    Measurements others = new Measurements(own.pcr(0), own.pcr(1), own.pcr(3), own.pcr(3));
    enclave.nsm.written = document -> document;
    assertThat(StartupChecks.documentsAreRead(enclave.nsm, others)).isFalse();
    enclave.nsm.failures.set(1);
    assertThatThrownBy(() -> StartupChecks.documentsAreRead(enclave.nsm, own))
        .isInstanceOf(NsmException.class);
  }

  @Test
  @DisplayName("documents of the older form are read, too (G6)")
  void documentsOfTheOlderForm() throws Exception {
    TestEnclave enclave = new TestEnclave();
    LocalHypervisor older =
        new LocalHypervisor(
            NitroPki.create(InstantSource.system(), new SecureRandom()),
            InstantSource.system(),
            new SecureRandom(),
            PayloadForm.DEFINITE);
    try (NsmClient nsm = new NsmClient(older.nsm(Pcrs.of(enclave.pcrs)))) {
      assertThat(StartupChecks.documentsAreRead(nsm, StartupChecks.ownMeasurements(nsm))).isTrue();
    }
  }

  @Test
  void flagsThatShip() {
    assertThat(LaunchFlags.shipped())
        .contains(
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisableAttachMechanism",
            "-XX:-HeapDumpOnOutOfMemoryError")
        .allMatch(flag -> flag.startsWith("-"));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }
}
