package dev.sealedbid.demo.system;

import dev.sealedbid.image.ImageOverlay;
import dev.sealedbid.local.LaunchedEnclave;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.eif.EifImage;
import dev.sealedbid.nitro.eif.MalformedEifException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Enclaves as virtual machines of QEMU's {@code nitro-enclave}: the image that ships, with this
 * machine's settings as one more ramdisk, booted by {@code infra/qemu/qemu-enclave}. The machines
 * end with this process, however it ends: their lifelines are pipes from it.
 */
public final class QemuEnclaves implements Enclaves {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MEMORY_MIB = 512;
  private static final int PCR_LENGTH = 48;

  private final Installation installation;
  private final Path logs;
  private final Path directory;
  private final Path image;
  private final Path settings;
  private final Path genuine;
  private final Pcrs measured;
  private final Map<Long, Machine> machines = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong(1);

  /** What a machine is but for its image: see {@link #machine} and {@link #shipped}. */
  private record Hardware(Optional<String> role, String kernelParameters, Optional<Path> parent) {}

  private record Machine(Process process, Path sockets) {
    void end() {
      process.destroy();
      try {
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
        delete();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        // A folder of dead sockets may stay in the temporary folder.
      }
    }

    private void delete() throws IOException {
      try (Stream<Path> files = Files.list(sockets)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(sockets);
    }
  }

  /**
   * Makes the image of this machine.
   *
   * @param image the one that ships, with any settings
   * @param settings this machine's: the local KMS, its CA, parent CID 2
   * @throws DemoFailedException if the image isn't one
   */
  public QemuEnclaves(Installation installation, Path directory, Path image, Path settings) {
    this.installation = installation;
    this.directory = directory;
    this.logs = directory.resolve("logs");
    this.image = image;
    this.settings = settings;
    this.genuine = directory.resolve("enclave.eif");
    this.measured = overlay(Map.of(ImageOverlay.SETTINGS, settings), genuine);
  }

  @Override
  public LaunchedEnclave genuine() {
    return underRole(LocalNames.PARENT_ROLE);
  }

  @Override
  public LaunchedEnclave underRole(String roleArn) {
    return boot(genuine, measured, machineOf(roleArn));
  }

  @Override
  public LaunchedEnclave tampered() {
    Path jar = ProcessEnclaves.tamperedJar(installation.enclave().get(0), directory);
    return machine(Map.of(ImageOverlay.ENCLAVE_JAR, jar), Optional.of(LocalNames.PARENT_ROLE), "");
  }

  /**
   * Starts another image, or another machine.
   *
   * @param files what is different in the image, by the path in the ramdisk
   * @param role the parent instance's role, which makes PCR3
   * @param kernelParameters behind the image's own, unmeasured
   */
  public LaunchedEnclave machine(
      Map<String, Path> files, Optional<String> role, String kernelParameters) {
    Hardware hardware = new Hardware(role, kernelParameters, Optional.empty());
    if (files.isEmpty()) {
      return boot(genuine, measured, hardware);
    }
    Map<String, Path> all = new LinkedHashMap<>(Map.of(ImageOverlay.SETTINGS, settings));
    all.putAll(files);
    Path other = directory.resolve("other-" + next.get() + ".eif");
    return boot(other, overlay(all, other), hardware);
  }

  /**
   * Starts the image that ships, as it is: no byte of it is this machine's.
   *
   * @param parent another image, which is the parent at CID 3 in a machine of its own; its console
   *     is {@code parent.log} beside the enclave's socket
   */
  public LaunchedEnclave shipped(Optional<Path> parent) {
    try {
      return boot(
          image,
          EifImage.read(image).measurements(),
          new Hardware(Optional.of(LocalNames.PARENT_ROLE), "", parent));
    } catch (IOException | MalformedEifException e) {
      throw new DemoFailedException(
          image + " isn't an enclave image", e, "build it again: infra/enclave-image/build");
    }
  }

  /** The image with other files, written but not started. */
  public Path other(Map<String, Path> files) {
    Path other = directory.resolve("other-" + next.getAndIncrement() + ".eif");
    overlay(files, other);
    return other;
  }

  private Pcrs overlay(Map<String, Path> files, Path out) {
    try {
      return ImageOverlay.write(image, files, out);
    } catch (IOException e) {
      throw new DemoFailedException("can't make the image " + out, e, "see " + image);
    } catch (MalformedEifException e) {
      throw new DemoFailedException(
          image + " isn't an enclave image", e, "build it again: infra/enclave-image/build");
    }
  }

  private static Hardware machineOf(String role) {
    return new Hardware(Optional.of(role), "", Optional.empty());
  }

  private LaunchedEnclave boot(Path file, Pcrs pcrs, Hardware hardware) {
    long number = next.getAndIncrement();
    Path log = logs.resolve("qemu-" + number + ".log");
    try {
      // A Unix socket's path has at most 107 bytes; a clone may lie deep.
      Path sockets = Files.createTempDirectory("sb-qemu-");
      List<String> command =
          new ArrayList<>(
              List.of(
                  installation.qemu().toString(),
                  "boot",
                  file.toString(),
                  "--sockets",
                  sockets.toString(),
                  "--memory",
                  Integer.toString(MEMORY_MIB),
                  "--append",
                  hardware.kernelParameters(),
                  "--lifeline"));
      hardware.role().ifPresent(arn -> command.addAll(List.of("--role", arn)));
      hardware.parent().ifPresent(other -> command.addAll(List.of("--parent", other.toString())));
      Process machine =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      machines.put(number, new Machine(machine, sockets));
      return new LaunchedEnclave(
          number,
          sockets.resolve("vsock"),
          log,
          machine.pid(),
          hardware.role().map(arn -> withRole(pcrs, arn)).orElse(pcrs));
    } catch (IOException e) {
      throw new DemoFailedException("QEMU could not be started", e, "see " + log);
    }
  }

  private static Pcrs withRole(Pcrs image, String role) {
    Map<Integer, byte[]> values = new HashMap<>();
    for (int index : List.of(0, 1, 2)) {
      values.put(index, image.value(index).orElseThrow());
    }
    values.put(3, sha384(new byte[PCR_LENGTH], role.getBytes(StandardCharsets.UTF_8)));
    return Pcrs.of(values);
  }

  private static byte[] sha384(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      digest.update(first);
      return digest.digest(second);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-384", e);
    }
  }

  @Override
  public void kill(LaunchedEnclave enclave) {
    Machine machine = machines.remove(enclave.cid());
    if (machine != null) {
      machine.end();
    }
  }

  @Override
  public Duration patience() {
    return PATIENCE;
  }

  @Override
  public String what() {
    return "the real image in QEMU's nitro-enclave machine";
  }

  @Override
  public void close() {
    machines.values().forEach(Machine::end);
    machines.clear();
  }
}
