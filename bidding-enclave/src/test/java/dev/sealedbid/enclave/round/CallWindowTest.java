package dev.sealedbid.enclave.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Times are numbers that the test makes up. */
class CallWindowTest {
  private static final int LIMIT = 64;

  private final CallWindow window = new CallWindow(LIMIT, 0);
  private long now;

  @Test
  void beginsWithEight() {
    assertThat(window.size()).isEqualTo(8);
    assertThat(new CallWindow(3, 0).size()).isEqualTo(3);
    for (int i = 0; i < 8; i++) {
      assertThat(window.hasRoom()).isTrue();
      window.begun();
    }
    assertThat(window.hasRoom()).isFalse();
    window.ended(1);
    assertThat(window.hasRoom()).isTrue();
  }

  @Test
  @DisplayName("a network that is far away: doubles up to the limit, and stays there")
  void latency() {
    // So long a call takes, however many others there are.
    for (int i = 0; i < 10; i++) {
      calls(window.size() * 4, 15_000_000 / window.size());
    }
    assertThat(window.size()).isEqualTo(LIMIT);
  }

  @Test
  @DisplayName("a processor that is busy: more calls aren't faster, so it goes back")
  void busy() {
    for (int i = 0; i < 10; i++) {
      calls(window.size() * 4, 500_000);
    }
    assertThat(window.size()).isEqualTo(8);
  }

  @Test
  @DisplayName("throttling halves it once for all that are under way, then it grows by one")
  void throttled() {
    calls(32, 1_000);
    assertThat(window.size()).isEqualTo(16);
    for (int i = 0; i < 16; i++) {
      window.begun();
    }
    for (int i = 0; i < 16; i++) {
      window.throttled(now);
    }
    assertThat(window.size()).isEqualTo(8);
    for (int i = 0; i < 16; i++) {
      window.ended(++now);
    }
    calls(16, 1);
    assertThat(window.size()).isEqualTo(9);
    for (int i = 0; i < 10_000; i++) {
      window.begun();
      window.throttled(now);
      window.ended(++now);
    }
    assertThat(window.size()).as("never none").isEqualTo(1);
    assertThat(window.hasRoom()).isTrue();
  }

  @Test
  void neverAboveItsLimit() {
    CallWindow one = new CallWindow(1, 0);
    for (int i = 0; i < 100; i++) {
      one.begun();
      assertThat(one.hasRoom()).isFalse();
      one.ended(i);
    }
    assertThat(one.size()).isEqualTo(1);
  }

  private void calls(int count, long eachTakes) {
    for (int i = 0; i < count; i++) {
      window.begun();
      now += eachTakes;
      window.ended(now);
    }
  }
}
