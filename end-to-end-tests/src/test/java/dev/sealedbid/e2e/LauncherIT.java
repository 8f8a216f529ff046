package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.demo.system.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code demo} as its own process, the way the launcher starts it. */
@DisplayName("The demo as a process")
class LauncherIT {
  @Test
  @DisplayName(
      "--json prints one object, exit status 0, and nothing is left running; an auction that closes"
          + " too soon proves nothing, so another one is held")
  void json(@TempDir Path dir) throws Exception {
    Path bids = Files.writeString(dir.resolve("bids.csv"), "buyer,lot,amount\na,x,2\nb,x,1.5\n");
    Ran ran = demo(dir, "--json", "--bids", bids.toString(), "--window", "0");

    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode json = JsonMapper.shared().readTree(ran.out());
    assertThat(json.propertyNames())
        .containsExactly("auctionId", "lots", "receipt", "verified", "attacks", "timings");
    assertThat(json.at("/auctionId").asString()).startsWith("demo-auction-");
    assertThat(ran.err()).contains("too soon: the auction closed before");
    assertThat(json.at("/lots/0/lotId").asString()).isEqualTo("x");
    assertThat(json.at("/lots/0/status").asString()).isEqualTo("SOLD");
    assertThat(json.at("/lots/0/winner").asString()).isEqualTo("a");
    assertThat(json.at("/verified").asBoolean()).isTrue();
    assertThat(json.at("/attacks")).isNotEmpty().allMatch(a -> a.get("refused").asBoolean());
    assertThat(json.get("timings").propertyNames())
        .containsExactly("build", "start", "open", "bid", "submit", "resolve", "verify", "attacks");
    assertThat(Path.of(json.at("/receipt").asString())).exists();
    assertThat(processesNaming(dir)).isEmpty();
  }

  @Test
  @DisplayName("a bad line of the bids is reported with its number, and nothing starts")
  void badBids(@TempDir Path dir) throws Exception {
    Path bids = Files.writeString(dir.resolve("bids.csv"), "buyer,lot,amount\na,x,1\nb,x,1.234\n");
    Ran ran = demo(dir, "--bids", bids.toString());
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("line 3: the amount must be a decimal").contains("hint:");
    assertThat(ran.out()).isEmpty();
    assertThat(dir.resolve("state")).doesNotExist();
  }

  private record Ran(int exit, String out, String err) {}

  private static Ran demo(Path dir, String... args) throws IOException, InterruptedException {
    Installation installation = Installation.locate();
    List<String> command = new ArrayList<>();
    command.add(installation.java().toString());
    command.add("-Dsealedbid.home=" + installation.home());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-jar");
    command.add(installation.home().resolve("local-demo/target/local-demo.jar").toString());
    command.add("demo");
    command.addAll(List.of(args));
    command.addAll(List.of("--state", dir.resolve("state").toString()));
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the demo didn't end; it said: " + Files.readString(err));
    }
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static List<String> processesNaming(Path dir) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(dir.toString()))
        .toList();
  }
}
