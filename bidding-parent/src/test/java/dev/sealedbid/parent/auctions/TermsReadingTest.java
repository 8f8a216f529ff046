package dev.sealedbid.parent.auctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.web.BodyLimits;
import dev.sealedbid.rest.ParentCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** [H-13]. */
class TermsReadingTest {
  private final Semaphore turns = new Semaphore(1);
  private final TermsReading reading = new TermsReading(turns, Duration.ZERO);

  @Test
  @DisplayName("G9: long terms wait for a turn and then are refused; short ones need none")
  void turns() {
    turns.acquireUninterruptibly();
    assertThatThrownBy(() -> reading.read(spaces(BodyLimits.SHORT + 1)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.is(ParentCode.OVERLOADED)).isTrue());
    assertThatThrownBy(() -> reading.read(() -> spaces(1)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.is(ParentCode.OVERLOADED)).isTrue());
    assertThatThrownBy(() -> reading.read(spaces(BodyLimits.SHORT)))
        .isInstanceOf(InvalidTermsException.class);
  }

  @Test
  @DisplayName("a turn is given back, whatever became of the terms")
  void givenBack() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> reading.read(spaces(BodyLimits.SHORT + 1)))
          .isInstanceOf(InvalidTermsException.class);
    }
    assertThat(turns.availablePermits()).isEqualTo(1);
  }

  private static byte[] spaces(int length) {
    byte[] spaces = new byte[length];
    Arrays.fill(spaces, (byte) ' ');
    return spaces;
  }
}
