package dev.sealedbid.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.demo.system.Story;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log of attacks")
class AttackLogTest {
  private static final Instant CLOSES = Instant.parse("2026-11-28T12:00:00Z");
  private static final String DENIED = "AccessDeniedException";

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private Instant now = CLOSES.minusMillis(1);
  private final AttackLog log =
      new AttackLog(
          new Story(new PrintStream(told, true, StandardCharsets.UTF_8), false), () -> now);

  @Test
  @DisplayName("an attack that succeeds while the auction is open is one that wasn't refused")
  void succeedsInTime() {
    log.whileOpenUntil(CLOSES);
    log.kms("early", "opening before closing", Optional.empty(), DENIED);
    assertThat(log.lines()).singleElement().returns(false, AttackLine::refused);
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("NOT REFUSED by nobody");
  }

  @Test
  @DisplayName("what is given after closing isn't judged: not recorded, not told")
  void closedMeanwhile() {
    log.whileOpenUntil(CLOSES);
    now = CLOSES;
    assertThatThrownBy(() -> log.kms("early", "opening before closing", Optional.empty(), DENIED))
        .isInstanceOf(ClosedTooSoonException.class)
        .hasMessageContaining("early");
    assertThat(log.lines()).isEmpty();
    assertThat(told.size()).isZero();
  }

  @Test
  @DisplayName("the expected refusal counts, whenever the answer came")
  void refusedLate() {
    log.whileOpenUntil(CLOSES);
    now = CLOSES.plusSeconds(1);
    log.kms("early", "opening before closing", Optional.of(DENIED), DENIED);
    assertThat(log.lines()).singleElement().returns(true, AttackLine::refused);
  }

  @Test
  @DisplayName("an attack that needs no open auction is judged after closing, too")
  void afterwards() {
    log.whileOpenUntil(CLOSES);
    log.whenever();
    now = CLOSES.plusSeconds(1);
    log.add("late", "a sheet after closing", false, "nobody: it was taken");
    assertThat(log.lines()).singleElement().returns(false, AttackLine::refused);
  }
}
