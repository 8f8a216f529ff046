package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.DemoResult;
import dev.sealedbid.demo.Winners;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.Lasting;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The path that the README describes for an enclave that is lost while an auction is open. */
@DisplayName("An enclave that is lost while an auction is open")
class LostEnclaveIT {
  private static final String AUCTION = "rehearsed";
  private static final List<String> BUYERS = List.of("buyer-1", "buyer-2");

  // More than 30 minutes have to be left when the pins move; then AWS's and the host's clocks go
  // on.
  private static final Duration WINDOW = Duration.ofHours(2);

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  @DisplayName(
      "is replaced; SESSION_LOST; opened again, the buyers bid again with the same keys; resolved")
  void walk(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(MovedClock.isPossible(), "there is no C compiler to move a clock with");
    MovedClock clock = MovedClock.in(folder.resolve("clock"));
    Story story = new Story(new PrintStream(told, true, StandardCharsets.UTF_8), false);
    try (LocalSystem system =
            LocalSystem.start(
                Installation.locate().withJava(clock.java(), clock.java()),
                LocalSystem.Options.ephemeral(folder.resolve("s")),
                story);
        CommandLines commands = new CommandLines(system)) {
      Cast cast = Cast.of(system, commands, BUYERS);
      BUYERS.forEach(cast::equip);
      Path terms = Files.write(folder.resolve("terms.json"), terms(system, cast).json());
      commands.auctioneer(folder, "open", terms.toString()).orFail("open");
      bothBid(system, commands, cast);
      List<String> keys = BUYERS.stream().map(cast::sheetKey).toList();

      ProcessHandle enclave = system.enclave().process().orElseThrow();
      long lost = system.enclave().cid();
      enclave.destroyForcibly();
      enclave.onExit().get(5, TimeUnit.MINUTES);
      new Lasting(system, story).look();

      assertThat(told.toString(StandardCharsets.UTF_8))
          .contains("Enclave " + lost + " has ended by itself")
          .contains("SESSION_LOST")
          .contains("Enclave " + system.enclave().cid() + " runs now");
      assertThat(system.enclave().cid()).isNotEqualTo(lost);
      assertThat(
              catchThrowableOfType(
                      ParentProblemException.class,
                      () -> commands.parent().attestOpening(AUCTION, new byte[32]))
                  .code())
          .isEqualTo("SESSION_LOST");

      commands.auctioneer(folder, "open", terms.toString()).orFail("open again");
      bothBid(system, commands, cast);
      assertThat(BUYERS.stream().map(cast::sheetKey).toList()).isEqualTo(keys);
      clock.move(WINDOW.plusMinutes(1));
      Path receipt = folder.resolve("receipt.json");
      commands
          .auctioneer(folder, "resolve", AUCTION, "--out", receipt.toString())
          .orFail("resolve");
      assertThat(Winners.of(Files.readAllBytes(receipt)))
          .extracting(DemoResult.LotLine::winner)
          .containsExactly("buyer-2");
    }
  }

  private static TermsDraft terms(LocalSystem system, Cast cast) {
    return new TermsDraft(
        AUCTION,
        "Rehearsed",
        Direction.HIGHEST_WINS,
        Attacks.genuine(system),
        LocalNames.DECRYPT_ROLE,
        List.of("lot-1"),
        cast.parties(BUYERS, AUCTION),
        Instant.now().plus(WINDOW),
        Duration.ofHours(1));
  }

  private static void bothBid(LocalSystem system, CommandLines commands, Cast cast)
      throws IOException {
    Path measurements =
        MeasurementsFile.write(
            system.directory().resolve("measurements.json"), Attacks.genuine(system));
    int amount = 10;
    for (String buyer : BUYERS) {
      List<String> words =
          new ArrayList<>(List.of("bid", AUCTION, "--buyer", buyer, "--profile", buyer, "--yes"));
      words.addAll(List.of("--measurements", measurements.toString()));
      words.addAll(system.trust());
      words.addAll(List.of("--amount", "lot-1=" + amount++));
      commands
          .buyer(cast.bidder(buyer).directory(), words.toArray(String[]::new))
          .orFail("bid of " + buyer);
    }
  }
}
