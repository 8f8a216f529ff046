package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The measurement baseline")
class BaselineTest {
  private static final Path SCRIPT = Path.of("..", "infra", "enclave-image", "baseline");
  private static final String ONE = "1a".repeat(48);
  private static final String TWO = "2b".repeat(48);

  @TempDir private Path folder;
  private Path baseline = Path.of("");

  @BeforeEach
  void makeBaseline() throws IOException {
    baseline = folder.resolve("measurements.txt");
    Files.writeString(baseline, "# why\nPCR0 " + ONE + "\nPCR1 " + TWO + "\nPCR2 " + ONE + "\n");
  }

  @Test
  @DisplayName("an image that measures what it says passes")
  void same() throws Exception {
    measured(ONE, TWO, ONE);
    assertThat(run("check")).isZero();
  }

  @Test
  @DisplayName("any register that differs fails, and nothing is moved by that")
  void differs() throws Exception {
    String before = Files.readString(baseline);
    for (String[] pcrs :
        new String[][] {{TWO, TWO, ONE}, {ONE, ONE, ONE}, {ONE, TWO, TWO}, {ONE, ONE, TWO}}) {
      measured(pcrs[0], pcrs[1], pcrs[2]);
      assertThat(run("check")).isOne();
    }
    assertThat(Files.readString(baseline)).isEqualTo(before);
  }

  @Test
  @DisplayName("a baseline that names no registers passes nothing")
  void unset() throws Exception {
    Files.writeString(baseline, "# why\n");
    measured(ONE, TWO, ONE);
    assertThat(run("check")).isOne();
  }

  @Test
  @DisplayName("no image, or one without a register, is an error, not a pass")
  void noImage() throws Exception {
    assertThat(run("check")).isEqualTo(2);
    Files.writeString(folder.resolve("measurements.json"), "{\"PCR0\": \"" + ONE + "\"}");
    assertThat(run("check")).isEqualTo(2);
    assertThat(run("move")).isEqualTo(2);
  }

  @Test
  @DisplayName("moved on purpose, it says what the image measures, and keeps its words")
  void move() throws Exception {
    measured(TWO, ONE, TWO);
    assertThat(run("move")).isZero();
    assertThat(Files.readString(baseline))
        .isEqualTo("# why\nPCR0 " + TWO + "\nPCR1 " + ONE + "\nPCR2 " + TWO + "\n");
    assertThat(run("check")).isZero();
  }

  private void measured(String pcr0, String pcr1, String pcr2) throws IOException {
    String json =
        """
        {
          "Measurements" : {
            "HashAlgorithm" : "Sha384 { ... }",
            "PCR0" : "%s",
            "PCR1" : "%s",
            "PCR2" : "%s"
          }
        }
        """;
    Files.writeString(folder.resolve("measurements.json"), json.formatted(pcr0, pcr1, pcr2));
  }

  private int run(String what) throws IOException, InterruptedException {
    ProcessBuilder process = new ProcessBuilder("sh", SCRIPT.toString(), what, folder.toString());
    process.environment().put("SEALED_BID_BASELINE", baseline.toString());
    Path out = folder.resolve("out");
    process.redirectErrorStream(true).redirectOutput(out.toFile());
    int status = process.start().waitFor();
    assertThat(Files.readString(out, StandardCharsets.UTF_8)).startsWith("baseline: ");
    return status;
  }
}
