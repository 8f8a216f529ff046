package dev.sealedbid.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.buyer.Stage.Transcript;
import dev.sealedbid.buyer.command.BuyerServices;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Reminders;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.verify.TrustedMeasurements;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Transcripts of {@code image measure} and {@code image describe}. */
class ImageCommandTest {
  private static final Path VECTORS = Path.of("..", "vectors", "eif").toAbsolutePath();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"eif-build", "signed"})
  @DisplayName("measure says what nitro-cli says, as a file that --measurements takes")
  void measure(String name) throws IOException {
    byte[] expected = Files.readAllBytes(VECTORS.resolve(name + ".json"));
    for (String option : List.of("", "--json")) {
      Transcript transcript =
          option.isEmpty() ? run("measure", image(name)) : run("measure", image(name), option);
      assertThat(transcript.status()).isZero();
      assertThat(transcript.err()).isEmpty();
      assertThat(JSON.readTree(transcript.out())).isEqualTo(JSON.readTree(expected));
      byte[] out = transcript.out().getBytes(StandardCharsets.UTF_8);
      assertThat(TrustedMeasurements.parse(out)).isEqualTo(TrustedMeasurements.parse(expected));
    }
  }

  @Test
  @DisplayName("describe for people")
  void describe() {
    Transcript transcript = run("describe", image("signed"));
    assertThat(transcript.status()).isZero();
    assertThat(transcript.out())
        .startsWith(image("signed") + ": enclave image, version 4, x86_64\n")
        .contains("  command line  reboot=k panic=30 console=ttyS0\n")
        .contains("  section       KERNEL             51 bytes at 548\n")
        .contains("  section       SIGNATURE ")
        .contains("  metadata      {\"ImageName\":\"kernel\"")
        .contains("  signed by     O=nobody,CN=Sealed Bid test\\, not a secret\n")
        .contains(", which holds\n")
        .contains("  PCR8          95c6ca9608f22bd8");
    assertThat(transcript.err())
        .isEqualTo(
            "buyer-cli: the signature over PCR0 verifies; who holds that certificate is yours to"
                + " find out\n");
  }

  @Test
  @DisplayName("describe for scripts")
  void describeJson() {
    JsonNode view = JSON.readTree(run("describe", image("signed"), "--json").out());
    assertThat(view.path("version").asInt()).isEqualTo(4);
    assertThat(view.path("architecture").asString()).isEqualTo("x86_64");
    assertThat(view.path("cmdline").asString()).isEqualTo("reboot=k panic=30 console=ttyS0");
    assertThat(view.path("sections").size()).isEqualTo(7);
    assertThat(view.path("sections").path(0).path("type").asString()).isEqualTo("KERNEL");
    assertThat(view.path("sections").path(0).path("size").asInt()).isEqualTo(51);
    assertThat(view.path("crc32").asString()).matches("[0-9a-f]{8}");
    assertThat(view.path("metadata").path("BuildMetadata").path("BuildTool").asString())
        .isEqualTo("eif_build");
    assertThat(view.path("signature").path("subject").asString()).contains("Sealed Bid test");
    assertThat(view.path("Measurements").path("PCR8").asString()).startsWith("95c6ca96");
  }

  @Test
  @DisplayName("an image that isn't well-formed: status 3, where and what, nothing on stdout")
  void malformed() throws IOException {
    byte[] image = Files.readAllBytes(VECTORS.resolve("signed.eif"));
    image[600] ^= 1;
    Files.write(folder.resolve("corrupt.eif"), image);
    for (String command : List.of("measure", "describe")) {
      Transcript transcript = run(command, "corrupt.eif");
      assertThat(transcript.status()).isEqualTo(3);
      assertThat(transcript.out()).isEmpty();
      assertThat(transcript.err())
          .startsWith("buyer-cli: error: corrupt.eif isn't a well-formed enclave image: the ")
          .contains("hint: don't run or trust it");
    }
    Files.writeString(folder.resolve("text"), "not an image");
    assertThat(run("measure", "text").err())
        .contains("the file has 12 bytes, fewer than an image's header of 548");
  }

  @Test
  @DisplayName("no file, no command: status 2 and what to do")
  void usage() {
    Transcript missing = run("measure", "nowhere.eif");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("the image nowhere.eif doesn't exist").contains("hint: ");
    Transcript directory = run("measure", ".");
    assertThat(directory.status()).isEqualTo(2);
    assertThat(directory.err()).contains("can't be read");
    assertThat(run().err()).contains("name one of measure, describe");
    assertThat(run("measure").status()).isEqualTo(2);
    assertThat(run("measure", "--help").out()).contains("--measurements").contains("Exit codes");
  }

  private static String image(String name) {
    return VECTORS.resolve(name + ".eif").toString();
  }

  private Transcript run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("NO_COLOR", "1"),
            folder,
            false,
            Reminders.never());
    BuyerServices services =
        BuyerServices.ofMachine(
            settings -> {
              throw new AssertionError("an image is measured without AWS");
            },
            ParentClient::httpClient);
    List<String> line = new ArrayList<>(List.of("image"));
    line.addAll(List.of(arguments));
    int status = new BuyerCommand(services).execute(line, terminal);
    return new Transcript(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
