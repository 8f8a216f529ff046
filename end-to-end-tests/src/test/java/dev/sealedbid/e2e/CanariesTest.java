package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The search for leaked amounts finds one")
class CanariesTest {
  private static final long MINOR = 71234567890123L;
  private static final byte[] WIRE = ByteBuffer.allocate(8).putLong(MINOR).array();

  @ParameterizedTest
  @ValueSource(strings = {"x712345678901.23y", "x71234567890123y", "{\"a\":\"000040c9971d64cb\"}"})
  void inText(String text) {
    assertThat(canaries().in(text.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 40})
  void inBase64AtAnyPlace(int offset) {
    byte[] sheet = new byte[offset + WIRE.length + 9];
    System.arraycopy(WIRE, 0, sheet, offset, WIRE.length);
    assertThat(canaries().in(sheet)).isNotEmpty();
    assertThat(canaries().in(Base64.getEncoder().encode(sheet))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "712345678901.22", "nothing here"})
  void nothingElse(String text) {
    assertThat(canaries().in(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static Canaries canaries() {
    Canaries canaries = new Canaries();
    canaries.add("712345678901.23");
    return canaries;
  }
}
