package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.demo.system.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, started by a user whose surroundings are set up for something else: proxies, AWS
 * endpoints, FIPS, a profile, Java options, an AWS configuration that can't be read.
 */
@DisplayName("The launcher in a user's surroundings")
class SurroundingsIT {
  private static final Map<String, String> SURROUNDINGS =
      Map.ofEntries(
          Map.entry("HTTPS_PROXY", "http://127.0.0.1:9"),
          Map.entry("HTTP_PROXY", "http://127.0.0.1:9"),
          Map.entry("AWS_ENDPOINT_URL", "http://localhost:1"),
          Map.entry("AWS_ENDPOINT_URL_KMS", "http://localhost:1"),
          Map.entry("AWS_USE_FIPS_ENDPOINT", "true"),
          Map.entry("AWS_USE_DUALSTACK_ENDPOINT", "true"),
          Map.entry("AWS_PROFILE", "nobody"),
          Map.entry("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
          Map.entry("AWS_CA_BUNDLE", "/nowhere"),
          Map.entry("JAVA_TOOL_OPTIONS", "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9"));

  @Test
  @DisplayName("demo ends with a verified receipt and every attack refused")
  void demo(@TempDir Path folder) throws Exception {
    Path bids = Files.writeString(folder.resolve("bids.csv"), "buyer,lot,amount\na,x,2\nb,x,1.5\n");
    Path home = Files.createDirectories(folder.resolve("home"));
    breakConfig(home.resolve(".aws"));
    Ran ran =
        run(
            folder,
            Map.of("HOME", home.toString(), "LC_ALL", "C"),
            List.of(launcher(), "demo", "--bids", bids.toString(), "--state", "state"));
    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ran.said())
        .contains("Receipt verified; 15 of 15 attacks refused")
        .doesNotContain("error");
  }

  @Test
  @DisplayName(
      "what \"up\" prints to type works there; a killed enclave is replaced; nothing is left"
          + " behind")
  void up(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("walk.sh");
    try (InputStream text = SurroundingsIT.class.getResourceAsStream("up-walk.sh")) {
      Files.copy(Objects.requireNonNull(text), script);
    }
    Path config = folder.resolve("aws");
    breakConfig(config);
    // No HOME, a folder with an umlaut under a locale that has none, and a configuration by name.
    Ran ran =
        run(
            folder,
            Map.of("LC_ALL", "C", "AWS_CONFIG_FILE", config.resolve("config").toString()),
            List.of("/bin/sh", script.toString(), launcher()));
    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ran.said().lines().toList())
        .containsSubsequence(
            "walk: bids taken",
            "walk: a second up is refused",
            "walk: the enclave was replaced",
            "walk: SESSION_LOST is shown",
            "walk: opened again",
            "walk: stopped, nothing is left");
  }

  private static void breakConfig(Path aws) throws IOException {
    Files.writeString(
        Files.createDirectories(aws).resolve("config"), "[default\nregion eu-west-1\n");
  }

  private static String launcher() {
    return Installation.locate().home().resolve("sealed-bid").toString();
  }

  private record Ran(int exit, String said) {}

  private static Ran run(Path folder, Map<String, String> more, List<String> command)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What is built is what this build is about to test.
    builder.environment().put("SEALED_BID_NO_BUILD", "yes");
    builder.environment().putAll(SURROUNDINGS);
    builder.environment().putAll(more);
    Process process = builder.start();
    if (!process.waitFor(20, TimeUnit.MINUTES)) { // it hangs
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    return new Ran(process.waitFor(), Files.readString(said, StandardCharsets.UTF_8));
  }
}
