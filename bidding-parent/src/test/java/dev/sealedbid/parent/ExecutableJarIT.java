package dev.sealedbid.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.rest.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program: what tests in this process can't see is what its class path lacks. */
class ExecutableJarIT {
  private static final List<String> SETTINGS =
      List.of(
          "--server.port=0",
          "--sealed-bid.enclave=tcp:127.0.0.1:1",
          "--sealed-bid.bucket=auctioneer-bucket",
          "--sealed-bid.decrypt-role=" + RunningParent.ROLE,
          "--sealed-bid.kms-proxy.listen=tcp:127.0.0.1:0",
          "--sealed-bid.kms-proxy.allow=127.0.0.1:8443");

  @TempDir Path folder;

  private Process start(String jar, List<String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-jar", Path.of("target", jar).toString()));
    command.addAll(settings);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bidding-parent.jar", "bidding-parent-exec.jar"})
  @DisplayName("starts, says where, answers, and ends when it is told to")
  void serves(String jar) throws Exception {
    Path ready = folder.resolve("ready");
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("--sealed-bid.ready-file=" + ready);
    Process parent = start(jar, settings);
    try {
      await(parent, ready);
      URI uri =
          URI.create(Files.readString(ready).strip() + "/api/v1/enclave?nonce=" + "A".repeat(24));
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
      assertThat(response.body()).contains("ENCLAVE_UNREACHABLE");
    } finally {
      parent.destroy();
      assertThat(parent.waitFor(5, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  @DisplayName("on another address it doesn't start, and says why without a stack trace")
  void anotherAddress() throws Exception {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("--server.address=0.0.0.0");
    Process parent = start("bidding-parent.jar", settings);
    assertThat(parent.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(parent.exitValue()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("log")))
        .contains("server.address is \"0.0.0.0\"")
        .doesNotContain("\tat ");
  }

  private void await(Process parent, Path ready) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!Files.exists(ready) && parent.isAlive() && System.nanoTime() < end) {
      parent.waitFor(20, TimeUnit.MILLISECONDS);
    }
    assertThat(ready).as(Files.readString(folder.resolve("log"))).exists();
  }
}
