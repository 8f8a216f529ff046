package dev.sealedbid.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How long an auction of the demo is open")
class PaceTest {
  @Test
  @DisplayName(
      "follows the pace at which the keys were made: a machine half as fast, twice as long")
  void followsTheMachine() {
    Duration fast = Pace.ofKeys(Duration.ofSeconds(10), 9).window();
    Duration slow = Pace.ofKeys(Duration.ofSeconds(20), 9).window();
    assertThat(fast).isGreaterThan(Duration.ofSeconds(20));
    assertThat(slow).isGreaterThan(Duration.ofSeconds(40)).isLessThan(fast.multipliedBy(2));
  }

  @Test
  @DisplayName("is enough for all at half again the time that some of them took in the rehearsal")
  void rehearsed() {
    assertThat(Pace.ofBids(Duration.ofSeconds(12), 12, 1000).window())
        .isBetween(Duration.ofMinutes(25), Duration.ofSeconds(1520));
  }

  @Test
  @DisplayName("is at least twice as long after it was too short, and long enough for all")
  void tooShort() {
    Pace pace = new Pace(Duration.ofSeconds(60));
    assertThat(pace.afterClosingAt(1000, 1000).window())
        .isBetween(Duration.ofMinutes(2), Duration.ofSeconds(130));
    // A third of the bids in a minute: all of them take three.
    assertThat(pace.afterClosingAt(333, 1000).window()).isGreaterThan(Duration.ofMinutes(6));
    assertThat(pace.afterClosingAt(0, 3).window()).isGreaterThan(Duration.ofMinutes(2));
    assertThat(new Pace(Duration.ZERO).afterClosingAt(0, 3).window()).isPositive();
  }
}
