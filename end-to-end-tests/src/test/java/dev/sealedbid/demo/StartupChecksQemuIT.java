package dev.sealedbid.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.image.ImageOverlay;
import dev.sealedbid.local.LaunchedEnclave;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private static final byte HEARTBEAT = (byte) 0xB7;

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
    assertThat(end(enclaves.machine(Map.of(), Optional.of(ROLE), "clocksource=jiffies")))
        .contains("the enclave ended with status 12\n");
  }

  @Test
  @DisplayName("entropy that doesn't come from the NSM: 11")
  void entropy() throws Exception {
    assertThat(
            end(enclaves.machine(Map.of(), Optional.of(ROLE), "initcall_blacklist=hwrng_modinit")))
        .contains("the enclave ended with status 11\n");
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
  @DisplayName("an image without the NSM's driver ends before the enclave begins")
  void noNsm() throws Exception {
    Path modules =
        Files.writeString(
            directory.resolve("modules"),
            """
            /drivers/virtio_mmio.ko
            /drivers/vsock.ko
            /drivers/vmw_vsock_virtio_transport_common.ko
            /drivers/vmw_vsock_virtio_transport.ko
            """);
    assertThat(end(enclaves.machine(Map.of(ImageOverlay.MODULES, modules), Optional.of(ROLE), "")))
        .contains("init: cannot open /dev/nsm")
        .doesNotContain("starting the enclave");
  }

  @Test
  @DisplayName("a heartbeat that is answered, as nitro-cli does it: the enclave starts")
  void heartbeat() throws Exception {
    assertThat(endAfterHeartbeat(HEARTBEAT)).contains("init: starting the enclave");
  }

  @Test
  @DisplayName("a heartbeat with a wrong answer: the enclave doesn't start")
  void wrongHeartbeat() throws Exception {
    assertThat(endAfterHeartbeat((byte) 0))
        .contains("init: wrong answer to the heartbeat")
        .doesNotContain("starting the enclave");
  }

  /** Boots an image that waits for its heartbeat's answer, and plays nitro-cli. */
  private String endAfterHeartbeat(byte answer) throws Exception {
    Path cid = Files.writeString(directory.resolve("heartbeat"), "2\n");
    LaunchedEnclave machine =
        enclaves.machine(Map.of(ImageOverlay.HEARTBEAT, cid), Optional.empty(), "");
    Path socket = machine.vsock().resolveSibling(machine.vsock().getFileName() + "_9000");
    try (ServerSocketChannel parent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      parent.bind(UnixDomainSocketAddress.of(socket)); // seconds before the kernel is up
      CompletableFuture<Byte> beat = CompletableFuture.supplyAsync(() -> answer(parent, answer));
      assertThat(beat.get(PATIENCE_MINUTES, TimeUnit.MINUTES)).isEqualTo(HEARTBEAT);
      return end(machine);
    }
  }

  private static byte answer(ServerSocketChannel parent, byte answer) {
    try (SocketChannel enclave = parent.accept()) {
      ByteBuffer beat = ByteBuffer.allocate(1);
      enclave.read(beat);
      enclave.write(ByteBuffer.wrap(new byte[] {answer}));
      enclave.read(ByteBuffer.allocate(1)); // until it has taken the answer and closed
      return beat.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the console said when the machine ended by itself. */
  private static String end(LaunchedEnclave machine) throws Exception {
    Optional<ProcessHandle> process = machine.process();
    if (process.isPresent()) {
      process.get().onExit().get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    }
    return Files.readString(machine.log()).replace("\r", "");
  }
}
