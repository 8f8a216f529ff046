package dev.sealedbid.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sealedbid.benchmarks.LinearFit.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearFitTest {
  @Test
  void aLine() {
    LinearFit fit = LinearFit.of(List.of(new Point(0, 7), new Point(10, 27), new Point(100, 207)));
    assertThat(fit.intercept()).isCloseTo(7, within(1e-9));
    assertThat(fit.slope()).isCloseTo(2, within(1e-9));
    assertThat(fit.rSquared()).isCloseTo(1, within(1e-9));
  }

  @Test
  void aSquareIsNone() {
    // Of points a power of ten apart the last outweighs the others: a square would pass for a line.
    LinearFit fit =
        LinearFit.of(List.of(new Point(1, 1), new Point(2, 4), new Point(3, 9), new Point(4, 16)));
    assertThat(fit.rSquared()).isLessThan(0.99);
    assertThat(LinearFit.of(List.of(new Point(1, 1), new Point(2, 9), new Point(3, 1))).rSquared())
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void onePointIsNoLine() {
    assertThatIllegalArgumentException().isThrownBy(() -> LinearFit.of(List.of(new Point(1, 1))));
  }
}
