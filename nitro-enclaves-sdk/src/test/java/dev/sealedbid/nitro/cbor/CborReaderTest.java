package dev.sealedbid.nitro.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.cbor.CborValue.ArrayValue;
import dev.sealedbid.nitro.cbor.CborValue.BooleanValue;
import dev.sealedbid.nitro.cbor.CborValue.BytesValue;
import dev.sealedbid.nitro.cbor.CborValue.IntegerValue;
import dev.sealedbid.nitro.cbor.CborValue.MapValue;
import dev.sealedbid.nitro.cbor.CborValue.NullValue;
import dev.sealedbid.nitro.cbor.CborValue.TextValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples of RFC 8949 appendix A, and one test per liberty that is refused. */
class CborReaderTest {

  @ParameterizedTest
  @CsvSource({
    "00,0",
    "17,23",
    "1818,24",
    "18ff,255",
    "190100,256",
    "19ffff,65535",
    "1a00010000,65536",
    "1affffffff,4294967295",
    "1b0000000100000000,4294967296",
    "1b7fffffffffffffff,9223372036854775807",
    "20,-1",
    "37,-24",
    "3818,-25",
    "3903e7,-1000",
    "3b7fffffffffffffff,-9223372036854775808"
  })
  void integers_haveOneForm(String hex, long value) throws MalformedCborException {
    assertThat(read(hex)).isEqualTo(new IntegerValue(value));
    assertThat(new CborWriter().integer(value).toByteArray())
        .isEqualTo(HexFormat.of().parseHex(hex));
  }

  @Test
  void strings_areRead() throws MalformedCborException {
    assertThat(read("40")).isEqualTo(new BytesValue(new byte[0]));
    assertThat(read("4401020304")).isEqualTo(new BytesValue(new byte[] {1, 2, 3, 4}));
    assertThat(read("60")).isEqualTo(new TextValue(""));
    assertThat(read("62c3bc")).isEqualTo(new TextValue("ü"));
    assertThat(read("64f0908591")).isEqualTo(new TextValue("\ud800\udd51"));
  }

  @Test
  void simpleValues_areRead() throws MalformedCborException {
    assertThat(read("f4")).isEqualTo(new BooleanValue(false));
    assertThat(read("f5")).isEqualTo(new BooleanValue(true));
    assertThat(read("f6")).isEqualTo(new NullValue());
  }

  @Test
  void arraysAndMaps_areRead() throws MalformedCborException {
    assertThat(read("83010203"))
        .isEqualTo(
            new ArrayValue(List.of(new IntegerValue(1), new IntegerValue(2), new IntegerValue(3))));
    assertThat(read("a201020304"))
        .isEqualTo(
            new MapValue(
                Map.of(
                    new IntegerValue(1),
                    new IntegerValue(2),
                    new IntegerValue(3),
                    new IntegerValue(4))));
  }

  @Test
  @DisplayName("integer 0 and text \"0\" are two keys")
  void typedKeys_areKeptApart() throws MalformedCborException {
    MapValue map = (MapValue) read("a20001613002");
    assertThat(map.entries()).hasSize(2);
    assertThat(map.get("0")).contains(new IntegerValue(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1800", "1817", "190000", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817"})
  void integerNotInShortestForm_isRefused(String hex) {
    refused(hex, "shortest form");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5801aa", "590001aa", "780161", "9801f6", "b801f6f6", "5b0000000000000001aa"})
  void lengthNotInShortestForm_isRefused(String hex) {
    refused(hex, "shortest form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1b8000000000000000", "1bffffffffffffffff", "3b8000000000000000"})
  void integerBeyond63Bits_isRefused(String hex) {
    refused(hex, "63 bits");
  }

  /** */
  @ParameterizedTest
  @ValueSource(strings = {"5f41aaff", "7f6161ff", "9fff", "bfff"})
  void indefiniteLength_isRefused(String hex) {
    refused(hex, "indefinite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1c", "5d", "9e"})
  void reservedInformation_isRefused(String hex) {
    refused(hex, "reserved");
  }

  /** */
  @ParameterizedTest
  @ValueSource(strings = {"f90000", "fa47c35000", "fb3ff199999999999a"})
  void floats_areRefused(String hex) {
    refused(hex, "floating-point");
  }

  @ParameterizedTest
  @ValueSource(strings = {"f7", "e0", "f3", "f820", "f814"})
  void otherSimpleValues_areRefused(String hex) {
    refused(hex, "simple values");
  }

  @Test
  void breakAlone_isRefused() {
    refused("ff", "a break");
    refused("81ff", "a break");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0", "d28440a04040", "d818456449455446"})
  void tag_isRefused(String hex) {
    refused(hex, "tags");
  }

  /** */
  @ParameterizedTest
  @ValueSource(strings = {"a2010201ff", "a2616101616102"})
  void duplicateKey_isRefused(String hex) {
    refused(hex, "twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1f601", "a14001", "a18001", "a1f501"})
  void keyOfAnotherType_isRefused(String hex) {
    refused(hex, "a map key is a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"61ff", "62c328", "63eda080", "61c3"})
  void invalidUtf8_isRefused(String hex) {
    refused(hex, "UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "18", "19ff", "81", "a101", "1b00000001000000"})
  void truncation_isRefused(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedCborException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "41",
        "5a7fffffffff",
        "5b7fffffffffffffff",
        "9a7fffffff",
        "bb3fffffffffffffff",
        "b90001f6"
      })
  void lengthBeyondInput_isRefusedBeforeAllocating(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(MalformedCborException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000", "4000", "8000", "f6f6"})
  void trailingBytes_areRefused(String hex) {
    refused(hex, "behind the item");
  }

  /** */
  @Test
  void fourLevels_areReadAndFiveRefused() throws MalformedCborException {
    assertThat(read("81818180")).isInstanceOf(ArrayValue.class);
    refused("8181818180", "nested deeper");
    refused("a101a101a101a101a0", "nested deeper");
  }

  @Test
  void inputLongerThanTheLimit_isRefusedUnread() {
    assertThatThrownBy(() -> CborReader.read(new byte[11], 10, CborForm.DEFINITE))
        .isInstanceOf(MalformedCborException.class)
        .hasMessageContaining("11 bytes");
  }

  @Test
  @DisplayName("what the writer writes, the reader reads; what it reads is written back alike")
  void randomValues_roundTrip() throws MalformedCborException {
    long seed = 8949;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      CborValue value = value(random, 0);
      byte[] encoded = new CborWriter().value(value).toByteArray();
      assertThat(CborReader.read(encoded, 1 << 20, CborForm.DEFINITE))
          .as("seed %d, round %d", seed, i)
          .isEqualTo(value);
    }
  }

  @Test
  @DisplayName("anything that is read has only the one encoding that was read")
  void randomBytes_areRefusedOrCanonical() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      try {
        CborValue value = CborReader.read(bytes, 64, CborForm.DEFINITE);
        assertThat(new CborWriter().value(value).toByteArray())
            .as("seed %d, round %d", seed, i)
            .isEqualTo(bytes);
      } catch (MalformedCborException expected) {
        assertThat(expected).hasMessageStartingWith("CBOR, at byte");
      }
    }
  }

  @Test
  void byteStrings_areCopiedAndNotShown() {
    byte[] secret = {1, 2, 3};
    BytesValue value = new BytesValue(secret);
    secret[0] = 9;
    value.value()[1] = 9;
    assertThat(value.value()).containsExactly(1, 2, 3);
    assertThat(value).hasToString("BytesValue[3 bytes]");
  }

  private static CborValue value(Random random, int depth) {
    int kinds = depth < CborForm.DEFINITE.maxDepth() ? 7 : 5;
    return switch (random.nextInt(kinds)) {
      case 0 -> new IntegerValue(random.nextLong() >> random.nextInt(64));
      case 1 -> new BytesValue(bytes(random));
      case 2 -> new TextValue(HexFormat.of().formatHex(bytes(random)) + "ß€");
      case 3 -> new BooleanValue(random.nextBoolean());
      case 4 -> new NullValue();
      case 5 -> array(random, depth + 1);
      default -> map(random, depth + 1);
    };
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static ArrayValue array(Random random, int depth) {
    List<CborValue> items = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      items.add(value(random, depth + 1));
    }
    return new ArrayValue(items);
  }

  private static MapValue map(Random random, int depth) {
    Map<CborValue, CborValue> entries = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      CborValue key =
          random.nextBoolean()
              ? new IntegerValue(random.nextInt())
              : new TextValue("k" + random.nextInt());
      entries.put(key, value(random, depth + 1));
    }
    return new MapValue(entries);
  }

  private static CborValue read(String hex) throws MalformedCborException {
    return CborReader.read(HexFormat.of().parseHex(hex), 64, CborForm.DEFINITE);
  }

  private static void refused(String hex, String rule) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(MalformedCborException.class)
        .hasMessageContaining(rule);
  }
}
