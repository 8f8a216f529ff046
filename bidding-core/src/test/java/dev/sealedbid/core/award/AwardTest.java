package dev.sealedbid.core.award;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AwardTest {
  private static final int VERSION_AT = 8;
  private static final int PRICES_AT = 9;

  @Test
  @DisplayName("[D-2] the vectors, both ways")
  void vectors() throws Exception {
    assertThat(Award.of(new long[] {12_600_000, 0, 0}).encode())
        .isEqualTo(Vectors.hex("awards/winner.hex"));
    assertThat(Award.of(new long[3]).encode()).isEqualTo(Vectors.hex("awards/loser.hex"));
    Award seller = Award.decode(Vectors.hex("awards/seller.hex"), 3);
    assertThat(seller.lots()).isEqualTo(3);
    assertThat(seller.price(0)).isEqualTo(12_600_000);
    assertThat(seller.price(1)).isEqualTo(15_000_050);
    assertThat(seller.price(2)).isZero();
  }

  @Nested
  @DisplayName("one byte string is one award")
  class Canonical {
    private final byte[] good = Vectors.hex("awards/seller.hex");

    @Test
    void magic() {
      good[0] = 's';
      refused("SBAWARD1");
    }

    @Test
    void version() {
      good[VERSION_AT] = 2;
      refused("version");
    }

    @Test
    void prices() {
      for (long price : new long[] {-1, Long.MIN_VALUE, Limits.MAX_AMOUNT + 1, Long.MAX_VALUE}) {
        ByteBuffer.wrap(good).putLong(PRICES_AT, price);
        refused("out of range");
      }
    }

    @Test
    void padding() {
      good[good.length - 1] = 1;
      refused("zeros");
    }

    @Test
    void length() {
      for (int length : new int[] {0, 255, 257, 512}) {
        assertThatThrownBy(() -> Award.decode(Arrays.copyOf(good, length), 3))
            .isInstanceOf(MalformedAwardException.class)
            .hasMessageContaining("length");
      }
    }

    private void refused(String message) {
      assertThatThrownBy(() -> Award.decode(good, 3))
          .isInstanceOf(MalformedAwardException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("126");
    }
  }

  @Test
  @DisplayName("[D-2] all awards of an auction have one length")
  void lengths() {
    assertThat(Award.lengthFor(1)).isEqualTo(256);
    assertThat(Award.lengthFor(30)).isEqualTo(256);
    assertThat(Award.lengthFor(31)).isEqualTo(512);
    assertThat(Award.lengthFor(Limits.MAX_LOTS)).isEqualTo(4_096);
    assertThatIllegalArgumentException().isThrownBy(() -> Award.lengthFor(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Award.lengthFor(501));
  }

  @Test
  void refusesWhatIsNoPrice() {
    for (long price : new long[] {-1, Limits.MAX_AMOUNT + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Award.of(new long[] {price}))
          .withMessageNotContaining(Long.toString(price));
    }
  }

  @Test
  void isWipedAndSaysNothing() {
    Award award = Award.of(new long[] {4_711});
    assertThat(award).hasToString("Award[…]");
    award.close();
    assertThatIllegalStateException().isThrownBy(() -> award.price(0));
    assertThatIllegalStateException().isThrownBy(award::encode);
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    for (int lots : new int[] {1, 3, 30, 31}) {
      try (Award award = Award.decode(bytes, lots)) {
        assertThat(award.encode()).isEqualTo(bytes);
      } catch (MalformedAwardException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
