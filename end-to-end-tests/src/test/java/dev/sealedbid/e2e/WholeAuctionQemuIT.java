package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.BidsFile;
import dev.sealedbid.demo.Demo;
import dev.sealedbid.demo.DemoResult;
import dev.sealedbid.demo.attack.AttackLine;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.nitro.attestation.AttestationDocument;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.eif.EifImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that ships, booted by QEMU with a real {@code /dev/nsm} and a real {@code AF_VSOCK},
 * runs an auction of three buyers, among attackers who boot it too.
 */
@Tag("qemu")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A whole auction in the real enclave image, in QEMU")
class WholeAuctionQemuIT {
  private static final Duration WINDOW = Duration.ofSeconds(75);

  private final ByteArrayOutputStream story = new ByteArrayOutputStream();
  private Path directory = Path.of("");
  private LocalSystem system = unset();
  private CommandLines commands = unset();
  private DemoResult result = unset();

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
  private static <T> T unset() {
    return null;
  }

  @BeforeAll
  void runIt(@TempDir Path folder) throws Exception {
    directory = folder.resolve("state");
    Installation installation = Installation.locate();
    Story told = new Story(new PrintStream(story, true, StandardCharsets.UTF_8), false);
    system =
        LocalSystem.start(
            installation,
            LocalSystem.Options.ephemeral(directory).inQemu(installation.enclaveImage()),
            told);
    commands = new CommandLines(system);
    result =
        new Demo(
                system,
                commands,
                BidsFile.read(installation.home().resolve("examples/three-properties.csv")),
                Direction.HIGHEST_WINS,
                Optional.of(WINDOW),
                told)
            .run(0, Duration.ZERO);
    System.err.println(story.toString(StandardCharsets.UTF_8)); // its times are the measurement
  }

  @AfterAll
  void stopIt() {
    if (system != null) {
      commands.close();
      system.close();
    }
  }

  @Test
  @DisplayName("KMS over TLS from inside the image: the sheets were opened, the receipt verifies")
  void verified() {
    assertThat(result.verified()).isTrue();
    assertThat(result.lots()).hasSize(3).allSatisfy(lot -> assertThat(lot.winner()).isNotNull());
  }

  @Test
  @DisplayName(
      "a changed image is refused by the key policies, and a killed enclave's session lost")
  void attacks() {
    assertThat(result.attacks())
        .allSatisfy(attack -> assertThat(attack.refused()).as(attack.name()).isTrue());
    assertThat(by("tampered-enclave")).startsWith("KMS, AccessDeniedException");
    assertThat(by("second-resolve-after-restart")).startsWith("the enclave, UNKNOWN_SESSION");
    assertThat(by("second-enclave-rewritten-headers")).startsWith("KMS, AccessDeniedException");
    assertThat(by("other-operator")).startsWith("buyer-cli verify, exit status 3");
  }

  @Test
  @DisplayName("PCR0-3 as we compute them are those in the guest's attestation document")
  void measurements() throws Exception {
    Pcrs image = EifImage.read(directory.resolve("enclave.eif")).measurements();
    Receipt receipt = Receipt.parse(Files.readAllBytes(Path.of(result.receipt())));
    for (AttestedStatement statement : List.of(receipt.opening(), receipt.outcome())) {
      Pcrs attested = AttestationDocument.parseUnsignedEmulation(statement.attestation()).pcrs();
      for (int index = 0; index <= 2; index++) {
        assertThat(attested.hex(index)).as("PCR" + index).isEqualTo(image.hex(index));
      }
      assertThat(attested.hex(3)).isEqualTo(Attacks.genuine(system).get("PCR3"));
    }
  }

  @Test
  @DisplayName("verify refuses an emulator's receipt unless it is told, and then says so")
  void emulator() {
    String measurements = directory.resolve("measurements.json").toString();
    CommandLines.Run plain =
        commands.buyer(directory, "verify", result.receipt(), "--measurements", measurements);
    assertThat(plain.exit()).isEqualTo(3);
    assertThat(plain.reason()).contains("64 zero bytes: an unsigned document of an emulator");
    CommandLines.Run rooted =
        commands.buyer(
            directory,
            "verify",
            result.receipt(),
            "--measurements",
            measurements,
            "--root",
            system.addresses().nitroRoot());
    assertThat(rooted.exit()).isEqualTo(3);
    CommandLines.Run told =
        commands.buyer(
            directory,
            "verify",
            result.receipt(),
            "--measurements",
            measurements,
            "--accept-unsigned-emulator");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out()).contains("attested by  emulator");
    assertThat(told.err()).contains("EMULATOR");
  }

  private String by(String attack) {
    return result.attacks().stream()
        .filter(line -> line.name().equals(attack))
        .map(AttackLine::by)
        .findFirst()
        .orElseThrow();
  }
}
