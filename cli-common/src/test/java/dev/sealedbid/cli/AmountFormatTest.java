package dev.sealedbid.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.terms.Currency;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountFormatTest {
  private static final AmountFormat EURO = new AmountFormat(new Currency("EUR", 2));

  /** [T-8]. */
  @ParameterizedTest
  @CsvSource({
    "0,2,0",
    "0.00,2,0",
    "1250,2,125000",
    "1250.5,2,125050",
    "1250.05,2,125005",
    "1250,0,1250",
    "0.000001,6,1",
    "9999999999999999.99,2,999999999999999999"
  })
  void reads(String text, int scale, long minorUnits) {
    assertThat(new AmountFormat(new Currency("EUR", scale)).parse(text)).isEqualTo(minorUnits);
  }

  /** [T-8]. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.",
        ".5",
        "+1",
        "-1",
        "1,5",
        "1,250.00",
        "1 250",
        " 1",
        "1e3",
        "01",
        "00",
        "0x1",
        "1.234",
        "1.2.3",
        "١",
        "10000000000000000",
        "99999999999999999999999",
        "1_000",
        "∞"
      })
  void refuses(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> EURO.parse(text));
  }

  @Test
  void sayNothingOfTheAmountInMessages() {
    assertThatThrownBy(() -> EURO.parse("7654321.123")).hasMessageNotContaining("7654321");
    assertThatThrownBy(() -> EURO.format(-7654321)).hasMessageNotContaining("7654321");
    assertThatThrownBy(() -> EURO.format(Limits.MAX_AMOUNT + 1)).hasMessage("not an amount");
  }

  @Test
  void readsWhatItWrites() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      AmountFormat format = new AmountFormat(new Currency("ABC", random.nextInt(7)));
      long amount = random.nextLong(Limits.MAX_AMOUNT + 1) >> random.nextInt(60);
      assertThat(format.parse(format.format(amount))).as("seed %d", seed).isEqualTo(amount);
    }
    assertThat(EURO.formatWithCode(125_000)).isEqualTo("1250.00 EUR");
    assertThat(new AmountFormat(new Currency("JPY", 0)).format(1_250)).isEqualTo("1250");
  }

  @Test
  void currenciesAreThreeLettersAndSixDecimals() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Currency("EUR", 7));
    assertThatIllegalArgumentException().isThrownBy(() -> new Currency("EUR", -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Currency("eur", 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Currency("EURO", 2));
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    try {
      long amount = EURO.parse(text);
      assertThat(EURO.parse(EURO.format(amount))).isEqualTo(amount);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("amount");
    }
  }
}
