package dev.sealedbid.benchmarks;

import dev.sealedbid.enclave.LaunchFlags;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The enclave's program as one benchmark has it.
 *
 * @param flags of its JVM
 * @param provider of its cryptography: {@code corretto} or {@code jdk}
 * @param mainClass another than the local enclave's, if any
 * @param before what stands before the shipped jars on the class path
 */
record Program(List<String> flags, String provider, Optional<String> mainClass, List<Path> before) {
  /** What ships, with some flags put behind the shipped ones. */
  static Program shipped(List<String> more) {
    List<String> flags = new ArrayList<>(LaunchFlags.shipped());
    flags.addAll(more);
    return new Program(flags, "corretto", Optional.empty(), List.of());
  }

  /**
   * What shipped before: the JDK's cryptography, the C1 compiler alone, a keyring for each sheet,
   * eight calls of KMS.
   */
  static Program baseline() {
    Path classes =
        BenchedSystem.home().resolve(Path.of("benchmarks", "target", "baseline-classes"));
    return new Program(
        resource("baseline.flags"),
        "jdk",
        Optional.of("dev.sealedbid.benchmarks.BaselineEnclave"),
        List.of(
            classes,
            BenchedSystem.home().resolve(Path.of("benchmarks", "target", "benchmarks.jar"))));
  }

  /** The same enclave with this program. */
  EnclaveSpec of(EnclaveSpec genuine) {
    List<String> all = new ArrayList<>(flags);
    genuine.jvmFlags().stream()
        .filter(flag -> flag.contains("crypto.provider.tmpdir"))
        .forEach(all::add);
    List<Path> path = new ArrayList<>(before);
    path.addAll(genuine.classPath());
    return new EnclaveSpec(
        genuine.java(),
        all,
        path,
        mainClass.orElse(genuine.mainClass()),
        genuine.args(),
        genuine.settingsFile(),
        genuine.settingsAttachments(),
        genuine.parentRoleArn(),
        genuine.workDir());
  }

  /** Microseconds of processor time that a sheet's cryptography costs it. */
  double floorMicros(int lots, int sheets) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    List<Path> path = new ArrayList<>(BenchedSystem.enclaveClassPath());
    path.add(BenchedSystem.home().resolve(Path.of("benchmarks", "target", "benchmarks.jar")));
    command.add(path.stream().map(Path::toString).collect(Collectors.joining(":")));
    command.add(Floor.class.getName());
    command.addAll(List.of(provider, Integer.toString(lots), Integer.toString(sheets)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (process.waitFor() != 0) {
      throw new IOException("the floor's process failed");
    }
    // Flags that are tried may make the JVM talk before.
    return Double.parseDouble(said.strip().lines().reduce((first, last) -> last).orElse(""));
  }

  private static List<String> resource(String name) {
    try (InputStream in = Program.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " isn't in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
