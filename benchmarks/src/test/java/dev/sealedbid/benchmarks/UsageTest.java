package dev.sealedbid.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class UsageTest {
  @Test
  void ofThisProcess() {
    Usage now = Usage.of(ProcessHandle.current().pid());
    assertThat(now.cpu()).isPositive();
    assertThat(now.peakKb()).isGreaterThan(1_000);
    assertThat(new Usage(Duration.ofSeconds(5), 1).since(new Usage(Duration.ofSeconds(2), 1)))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void ofNone() {
    assertThatThrownBy(() -> Usage.of(Long.MAX_VALUE)).isInstanceOf(UncheckedIOException.class);
  }
}
