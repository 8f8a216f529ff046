package dev.sealedbid.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  /** FIPS 180-4's example for "abc". */
  private static final String ABC =
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
          + "8086072ba1e7cc2358baeca134c825a7";

  @Nested
  @DisplayName("a SHA-384 digest")
  class Digest {
    @Test
    void isThatOfTheConcatenation() {
      assertThat(Sha384.of(ascii("abc")).hex()).isEqualTo(ABC);
      assertThat(Sha384.of(ascii("a"), ascii(""), ascii("bc"))).isEqualTo(Sha384.parse(ABC));
    }

    @Test
    void copiesItsBytes() {
      byte[] bytes = new byte[48];
      Sha384 digest = Sha384.fromBytes(bytes);
      bytes[0] = 1;
      digest.bytes()[1] = 1;
      assertThat(digest.isZero()).isTrue();
    }

    @Test
    void isOrderedAsAnUnsignedNumber() {
      Sha384 small = Sha384.parse("7f" + "00".repeat(47));
      Sha384 large = Sha384.parse("80" + "00".repeat(47));
      assertThat(small).isLessThan(large);
    }

    @Test
    void hasOneSpelling() {
      assertThatIllegalArgumentException().isThrownBy(() -> Sha384.parse(ABC.replace("c", "C")));
      assertThatIllegalArgumentException().isThrownBy(() -> Sha384.parse(ABC.substring(1)));
      assertThatIllegalArgumentException().isThrownBy(() -> Sha384.parse("g" + ABC.substring(1)));
      assertThatIllegalArgumentException().isThrownBy(() -> Sha384.fromBytes(new byte[47]));
    }
  }

  @Nested
  @DisplayName("a session id")
  class Session {
    @Test
    void hasOneSpelling() {
      String hex = "0a".repeat(32);
      assertThat(SessionId.parse(hex).hex()).isEqualTo(hex);
      assertThat(SessionId.parse(hex)).isEqualTo(SessionId.fromBytes(SessionId.parse(hex).bytes()));
      assertThatIllegalArgumentException().isThrownBy(() -> SessionId.parse("0A".repeat(32)));
      assertThatIllegalArgumentException().isThrownBy(() -> SessionId.parse("0a".repeat(31)));
      assertThatIllegalArgumentException().isThrownBy(() -> SessionId.fromBytes(new byte[33]));
    }
  }

  @Nested
  @DisplayName("an id")
  class Id {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "lot-1", "a-", "riverside-2026"})
    void mayBe(String text) {
      assertThat(Identifiers.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a_b", "a b", "a/b", "ä", "a\n", "../a"})
    void mayNotBe(String text) {
      assertThat(Identifiers.isValid(text)).isFalse();
    }

    @Test
    void hasAtMost63Characters() {
      assertThat(Identifiers.isValid("a".repeat(63))).isTrue();
      assertThat(Identifiers.isValid("a".repeat(64))).isFalse();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
