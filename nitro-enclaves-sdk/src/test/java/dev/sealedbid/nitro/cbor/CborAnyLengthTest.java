package dev.sealedbid.nitro.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.LargeIntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.SimpleValue;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form that is left to another's encoder: what is taken, and what is refused all the same. */
class CborAnyLengthTest {

  /** */
  @ParameterizedTest
  @CsvSource({
    "9fff,80",
    "bfff,a0",
    "9f0102ff,820102",
    "bf0102ff,a10102",
    "bf616101616202ff,a2616101616202",
    "bf00bf0102ff0103ff,a200a101020103",
    "9f9f9fffffff,818180",
    "829fff9f01ff,82808101",
    "a1009f01ff,a1008101",
    "bf004201ffff,a1004201ff"
  })
  void mapsAndArraysOfBothLengths_meanTheSame(String hex, String definite)
      throws MalformedCborException {
    assertThat(read(hex))
        .isEqualTo(read(definite))
        .isEqualTo(CborReader.read(HexFormat.of().parseHex(definite), 64, CborForm.DEFINITE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9f",
        "9f01",
        "bf",
        "bf01",
        "bf0102",
        "9f9fff",
        "bf00bfff",
        "829fff",
        "bf0040",
        "9f41ff"
      })
  @DisplayName("[A-11] a missing break is refused, wherever it is missing")
  void missingBreak_isRefused(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedCborException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff",
        "81ff",
        "8201ff",
        "a1ff00",
        "a101ff",
        "a20102ff00",
        "bf01ff",
        "bf0102 03ffff"
      })
  @DisplayName("[A-11] an early break is refused: alone, in what has a length, for a key's value")
  void earlyBreak_isRefused(String hex) {
    refused(hex.replace(" ", ""), "a break where an item has to be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9fffff", "bfffff", "bfff00", "9f01ff01", "bf0102ffff", "80ff", "a0ff"})
  @DisplayName("[A-11] anything behind the end is refused, a second break included")
  void bytesBehindTheEnd_areRefused(String hex) {
    refused(hex, "behind the item");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5fff",
        "5f41aaff",
        "7fff",
        "7f6161ff",
        "9f5f41aaffff",
        "bf007f6161ffff",
        "bf5fff"
      })
  @DisplayName("[A-11] strings of indefinite length are refused")
  void indefiniteStrings_areRefused(String hex) {
    refused(hex, "indefinite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f", "3f"})
  void integersOfIndefiniteLength_areRefused(String hex) {
    refused(hex, "indefinite");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bf01020103ff", "bf616101616102ff", "bf4100014100 02ff", "bf01bf0102ff0103ff"})
  @DisplayName("[A-11] the same key twice is refused")
  void duplicateKey_isRefused(String hex) {
    refused(hex.replace(" ", ""), "twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c101", "9fc101ff", "bf00c24101ff", "bfc10001ff", "dfff"})
  @DisplayName("[A-11] tags are refused")
  void tag_isRefused(String hex) {
    refused(hex, "tags");
  }

  @ParameterizedTest
  @ValueSource(strings = {"f90000", "bf00fa47c35000ff", "9ffb3ff199999999999aff"})
  @DisplayName("[A-11] floating-point numbers are refused")
  void float_isRefused(String hex) {
    refused(hex, "floating-point");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1800",
        "9f1817ff",
        "bf190000 00ff",
        "9f5801aaff",
        "bf00 9800ff",
        "bf00 b800ff",
        "f81f",
        "f814"
      })
  @DisplayName("[A-11] what isn't in its shortest form is refused")
  void notInShortestForm_isRefused(String hex) {
    refused(hex.replace(" ", ""), "shortest form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fc", "fd", "fe", "1c", "9ffcff"})
  void reservedInformation_isRefused(String hex) {
    refused(hex, "reserved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bff601ff", "bf8001ff", "bfbfff01ff", "bff501ff", "bff701ff"})
  void keyOfAnotherKind_isRefused(String hex) {
    refused(hex, "a map key is a");
  }

  @Test
  void kindsThatOnlyOthersUse_areRead() throws MalformedCborException {
    assertThat(read("1bffffffffffffffff")).isEqualTo(new LargeIntegerValue(false, -1));
    assertThat(read("3b8000000000000000")).isEqualTo(new LargeIntegerValue(true, Long.MIN_VALUE));
    assertThat(read("f7")).isEqualTo(new SimpleValue(23));
    assertThat(read("f8ff")).isEqualTo(new SimpleValue(255));
    assertThat(read("bf410001ff"))
        .isEqualTo(new MapValue(Map.of(new BytesValue(new byte[1]), new IntegerValue(1))));
  }

  @Test
  void kindsThatOnlyOthersUse_haveNoDefiniteForm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CborWriter().value(new SimpleValue(23)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CborWriter().value(new LargeIntegerValue(false, -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9f", "bf00", "81", "a100"})
  @DisplayName("[A-11] eight levels are read and nine refused, of either length")
  void depth_isLimited(String open) throws MalformedCborException {
    assertThat(read(nested(open, 8))).isNotNull();
    refused(nested(open, 9), "nested deeper");
  }

  @Test
  @DisplayName("[A-11] 4,096 items are read and more refused, nested ones and keys counted")
  void items_areLimited() throws MalformedCborException {
    assertThat(CborReader.read(array("9f", 4095, "ff"), 16_384, CborForm.ANY_LENGTH)).isNotNull();
    assertThat(CborReader.read(array("990fff", 4095, ""), 16_384, CborForm.ANY_LENGTH)).isNotNull();
    for (byte[] more :
        new byte[][] {
          array("9f", 4096, "ff"),
          array("991000", 4096, ""),
          array("829f00ff9f", 4093, "ff"),
          array("a1009f", 4094, "ff")
        }) {
      assertThatThrownBy(() -> CborReader.read(more, 16_384, CborForm.ANY_LENGTH))
          .isInstanceOf(MalformedCborException.class)
          .hasMessageContaining("more than 4096 items");
    }
  }

  private static byte[] array(String head, int zeroes, String tail) {
    return HexFormat.of().parseHex(head + "00".repeat(zeroes) + tail);
  }

  private static String nested(String open, int levels) {
    boolean indefinite = !open.startsWith("8") && !open.startsWith("a");
    return open.repeat(levels - 1)
        + (indefinite ? "9fff" : "80")
        + (indefinite ? "ff".repeat(levels - 1) : "");
  }

  private static CborValue read(String hex) throws MalformedCborException {
    return CborReader.read(HexFormat.of().parseHex(hex), 64, CborForm.ANY_LENGTH);
  }

  private static void refused(String hex, String rule) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(MalformedCborException.class)
        .hasMessageContaining(rule);
  }
}
