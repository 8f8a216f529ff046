package dev.sealedbid.nitro.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class CborFuzzTest {

  /**
   * Whatever is read has one encoding, the one that was read; everything else is refused by name.
   */
  @FuzzTest
  void read(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    try {
      CborValue value = CborReader.read(input, 16_384);
      assertThat(new CborWriter().value(value).toByteArray()).isEqualTo(input);
    } catch (MalformedCborException e) {
      // "null" by itself would be Java's; CBOR has a null, too, which a refusal may name.
      assertThat(e.getMessage()).isNotBlank().doesNotEndWith("null");
    }
  }
}
