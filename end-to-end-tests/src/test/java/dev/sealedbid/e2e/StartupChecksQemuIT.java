package dev.sealedbid.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.frame.MessageType;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.demo.system.EnclaveLine;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.QemuEnclaves;
import dev.sealedbid.image.ImageOverlay;
import dev.sealedbid.local.LaunchedEnclave;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images and machines that aren't as they must be: the enclave ends, and its status says why. */
@Tag("qemu")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("Start-up checks in the real image")
class StartupChecksQemuIT {
  private static final String ROLE = LocalNames.PARENT_ROLE;
  private static final long PATIENCE_MINUTES = 5;
  private static final int HEARTBEAT = 0xB7;

  private Path directory = Path.of("");
  private QemuEnclaves enclaves = unset();

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
  private static <T> T unset() {
    return null;
  }

  @BeforeAll
  void makeImage(@TempDir Path folder) throws IOException {
    directory = folder;
    Files.createDirectories(directory.resolve("logs"));
    Installation installation = Installation.locate();
    Path settings = installation.home().resolve("infra/enclave-image/settings/aws.json");
    enclaves = new QemuEnclaves(installation, directory, installation.enclaveImage(), settings);
  }

  @AfterAll
  void stop() {
    enclaves.close();
  }

  @Test
  @DisplayName("a kernel that found its clock unsound: 12")
  void clock() throws Exception {
    assertThat(end(enclaves.machine(Map.of(), Optional.of(ROLE), "tsc=unstable")))
        .contains("the enclave ended with status 12\n");
  }

  @Test
  @DisplayName("a kernel that can't serve the NSM's entropy panics; no enclave begins")
  void entropy() throws Exception {
    assertThat(
            end(
                enclaves.machine(
                    Map.of(), Optional.of(ROLE), "initcall_blacklist=hwrng_modinit panic=-1")))
        .contains("Kernel panic")
        .doesNotContain("starting the enclave");
  }

  @Test
  @DisplayName("no instance role, so PCR3 is zero: 14")
  void measurements() throws Exception {
    assertThat(end(enclaves.machine(Map.of(), Optional.empty(), "")))
        .contains("the enclave ended with status 14\n");
  }

  @Test
  @DisplayName("settings that aren't right: 15")
  void settings() throws Exception {
    Path wrong = Files.writeString(directory.resolve("wrong.json"), "{\"version\":1}");
    assertThat(end(enclaves.machine(Map.of(ImageOverlay.SETTINGS, wrong), Optional.of(ROLE), "")))
        .contains("the enclave ended with status 15\n");
  }

  @Test
  @DisplayName("a cryptographic library that doesn't load: 19")
  void crypto() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.so"), "not a library");
    String name = "rootfs/lib/corretto/libamazonCorrettoCryptoProvider.so";
    assertThat(end(enclaves.machine(Map.of(name, broken), Optional.of(ROLE), "")))
        .contains("the enclave ended with status 19\n");
  }

  @Test
  @DisplayName("a kernel without the NSM's driver ends before the enclave begins")
  void noNsm() throws Exception {
    assertThat(
            end(
                enclaves.machine(
                    Map.of(), Optional.of(ROLE), "initcall_blacklist=virtio_nsm_driver_init")))
        .contains("init: cannot open /dev/nsm")
        .doesNotContain("starting the enclave");
  }

  @Test
  @DisplayName("the file that ships, untouched: it starts though nobody takes its heartbeat")
  void shipped() throws Exception {
    LaunchedEnclave enclave = enclaves.shipped(Optional.empty());
    awaitLine(enclave, enclave.log(), "init: starting the enclave");
    awaitLine(enclave, enclave.log(), "init: nobody takes the heartbeat");
    enclaves.kill(enclave);
  }

  @Test
  @DisplayName(
      "its heartbeat reaches CID 3, port 9000; its parent there gets answers, the host at CID 2 none")
  void heartbeat() throws Exception {
    assertThat(consoleAfterAnswer(HEARTBEAT)).contains("init: the heartbeat was answered\n");
  }

  @Test
  @DisplayName("a wrong answer to the heartbeat is said and changes nothing")
  void wrongHeartbeat() throws Exception {
    assertThat(consoleAfterAnswer(0)).contains("init: wrong answer to the heartbeat\n");
  }

  /** Boots the image that ships beside a parent at CID 3, until it answers that one a frame. */
  private String consoleAfterAnswer(int heartbeatAnswer) throws Exception {
    LaunchedEnclave enclave = enclaves.shipped(Optional.of(parent(heartbeatAnswer)));
    Path parentConsole = enclave.vsock().resolveSibling("parent.log");
    awaitLine(enclave, parentConsole, ParentInstance.ANSWERED + MessageType.ATTESTATION);
    assertThat(parentConsole).content().contains(ParentInstance.BEAT + "b7");
    assertThatThrownBy(() -> EnclaveLine.to(enclave).ask(new Request.Attest(new byte[16])))
        .isInstanceOf(IOException.class);
    String said = console(enclave);
    enclaves.kill(enclave);
    return said;
  }

  private static void awaitLine(LaunchedEnclave machine, Path console, String line)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (true) {
      // Asked before its console is read: what a machine says last is read, too.
      boolean ended = machine.process().isEmpty();
      String said = Files.exists(console) ? Files.readString(console) : "";
      if (said.contains(line)) {
        return;
      }
      assertThat(ended).as("%s%n%s", said, console(machine)).isFalse();
      assertThat(System.nanoTime()).as("no line: %s", line).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** A machine that plays nitro-cli: the image that ships, with another program to launch. */
  private Path parent(int answer) throws IOException {
    Path jar = directory.resolve("parent.jar");
    String name = ParentInstance.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream code = ParentInstance.class.getResourceAsStream("/" + name)) {
      out.putNextEntry(new JarEntry(name));
      requireNonNull(code).transferTo(out);
    }
    Path launch =
        Files.writeString(
            directory.resolve("launch"),
            """
            -XX:TieredStopAtLevel=1
            -Djna.boot.library.path=/lib/jna
            -Djna.nounpack=true
            -cp
            /app/*:/app/lib/*
            %s
            %d
            """
                .formatted(ParentInstance.class.getName(), answer));
    return enclaves.other(Map.of(ImageOverlay.LAUNCH, launch, "rootfs/app/parent.jar", jar));
  }

  /** What the console said when the machine ended by itself. */
  private static String end(LaunchedEnclave machine) throws Exception {
    Optional<ProcessHandle> process = machine.process();
    if (process.isPresent()) {
      process.get().onExit().get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    }
    return console(machine);
  }

  private static String console(LaunchedEnclave machine) throws IOException {
    return Files.readString(machine.log()).replace("\r", "");
  }
}
