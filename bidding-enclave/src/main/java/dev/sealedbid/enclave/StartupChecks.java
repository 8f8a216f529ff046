package dev.sealedbid.enclave;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.AttestationFormatException;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What must be right before the enclave serves anybody. */
public final class StartupChecks {
  private static final Path RNG =
      Path.of("sys", "devices", "virtual", "misc", "hw_random", "rng_current");
  private static final Path RNG_CLASS = Path.of("sys", "class", "misc", "hw_random", "rng_current");
  private static final Path CLOCK =
      Path.of("sys", "devices", "system", "clocksource", "clocksource0", "current_clocksource");

  /**
   * The hypervisor's clocks: paravirtual, or the processor's counter, which the hypervisor offsets
   * and scales; the kernel takes the counter where it is told that it never stops. Anything else
   * ({@code jiffies}, {@code hpet}, {@code acpi_pm}) is what a kernel falls back to that has found
   * its clock to be unsound.
   */
  private static final Set<String> CLOCKS = Set.of("kvm-clock", "tsc", "arch_sys_counter");

  private StartupChecks() {}

  /**
   * An environment can change a program that was measured without it: the dynamic linker, the C
   * library, the JVM and every library may read from it. Nobody knows all of their variables, so
   * the enclave runs without any; the image's init gives it none.
   *
   * @return the first name, by the alphabet, with everything but printable ASCII as {@code ?}
   */
  static Optional<String> environment(Set<String> names) {
    return names.stream().sorted().findFirst().map(name -> name.replaceAll("[^\\x21-\\x7e]", "?"));
  }

  /** Whether the kernel draws its entropy from the NSM. */
  static boolean entropyIsNsm(Path root) {
    return read(root.resolve(RNG))
        .or(() -> read(root.resolve(RNG_CLASS)))
        .orElse("")
        .equals("nsm-hwrng");
  }

  /** Whether the kernel's clock is the hypervisor's. */
  static boolean clockIsHypervisor(Path root) {
    return CLOCKS.contains(read(root.resolve(CLOCK)).orElse(""));
  }

  /**
   * This enclave's own PCR0 to PCR3.
   *
   * @throws NsmException if the NSM doesn't tell
   * @throws IllegalArgumentException if one is zero: debug mode, or no instance role
   */
  static Measurements ownMeasurements(NitroSecureModule nsm) throws NsmException {
    return new Measurements(pcr(nsm, 0), pcr(nsm, 1), pcr(nsm, 2), pcr(nsm, 3));
  }

  /**
   * Whether this program can read the attestation documents of its NSM, and they say of it what the
   * NSM says. An image that can't is found out before an auction depends on it: how AWS encodes
   * documents has changed without notice.
   *
   * @throws NsmException if the NSM gives no document
   */
  static boolean documentsAreRead(NitroSecureModule nsm, Measurements own) throws NsmException {
    byte[] document = nsm.attest(AttestationRequest.empty());
    try {
      Pcrs said = AttestationDocument.parseOwn(document).pcrs();
      return IntStream.range(0, Measurements.COUNT)
          .allMatch(
              index ->
                  said.value(index).map(Sha384::fromBytes).equals(Optional.of(own.pcr(index))));
    } catch (AttestationFormatException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Sha384 pcr(NitroSecureModule nsm, int index) throws NsmException {
    return Sha384.fromBytes(nsm.describePcr(index).value());
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
