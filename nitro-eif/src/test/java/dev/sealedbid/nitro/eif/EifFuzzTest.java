package dev.sealedbid.nitro.eif;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

class EifFuzzTest {

  /** Whatever is read is laid out without a byte to spare; everything else is refused by name. */
  @FuzzTest
  void read(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    check(input);
    // A fuzzer guesses no checksums: with the right one, the rest is reached.
    if (input.length >= EifHeader.LENGTH) {
      check(TestImage.sealed(input));
    }
  }

  private static void check(byte[] input) {
    try {
      EifImage image = EifImage.read(input);
      long end = EifHeader.LENGTH;
      for (EifSection section : image.sections()) {
        assertThat(section.offset()).isEqualTo(end);
        end = section.end();
      }
      assertThat(end).isEqualTo(input.length);
      assertThat(image.crc()).isEqualTo(ByteBuffer.wrap(input).getInt(TestImage.CRC_AT));
      assertThat(image.measurements().isZero(0)).isFalse();
    } catch (MalformedEifException e) {
      // "null" by itself would be Java's; CBOR has a null, too, which a refusal may name.
      assertThat(e.getMessage()).isNotBlank().doesNotEndWith("null");
    }
  }
}
