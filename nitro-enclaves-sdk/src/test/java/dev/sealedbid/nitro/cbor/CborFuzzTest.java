package dev.sealedbid.nitro.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;

class CborFuzzTest {

  private static final int MAX_LENGTH = 16_384;

  /**
   * Whatever is read in the definite form has one encoding, the one that was read; everything else
   * is refused by name.
   */
  @FuzzTest
  void read(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    Optional<CborValue> value = read(input, CborForm.DEFINITE);
    value.ifPresent(
        found -> assertThat(new CborWriter().value(found).toByteArray()).isEqualTo(input));
  }

  /**
   * Whatever is read in any length means the same when it is written with definite lengths, unless
   * it holds what that form doesn't know; and what is definite is read alike in both.
   */
  @FuzzTest
  void readAnyLength(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    Optional<CborValue> value = read(input, CborForm.ANY_LENGTH);
    Optional<CborValue> definite = read(input, CborForm.DEFINITE);
    if (value.isPresent()) {
      definite.ifPresent(same -> assertThat(same).isEqualTo(value.get()));
      Optional<byte[]> written = written(value.get());
      written.ifPresent(
          bytes -> {
            // A definite head can be longer than an indefinite one and its break.
            assertThat(read(bytes, 2 * MAX_LENGTH, CborForm.ANY_LENGTH)).contains(value.get());
          });
    }
  }

  private static Optional<byte[]> written(CborValue value) {
    try {
      return Optional.of(new CborWriter().value(value).toByteArray());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<CborValue> read(byte[] input, CborForm form) {
    return read(input, MAX_LENGTH, form);
  }

  private static Optional<CborValue> read(byte[] input, int maxLength, CborForm form) {
    try {
      return Optional.of(CborReader.read(input, maxLength, form));
    } catch (MalformedCborException e) {
      // "null" by itself would be Java's; CBOR has a null, too, which a refusal may name.
      assertThat(e.getMessage()).isNotBlank().doesNotEndWith("null");
      return Optional.empty();
    }
  }
}
