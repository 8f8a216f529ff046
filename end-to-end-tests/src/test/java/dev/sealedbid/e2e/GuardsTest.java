package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A list of guards that doesn't fit the sources any more would see nothing. */
class GuardsTest {
  private static final Path HOME = Path.of("..");

  @Test
  @DisplayName("infra/mutation/guards.txt: each guard is where it says, and its tests are there")
  void eachIsThere() throws IOException, InterruptedException {
    Process check =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HOME.resolve("infra/mutation/Mutation.java").toString(),
                HOME.toString(),
                "--check")
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }
}
