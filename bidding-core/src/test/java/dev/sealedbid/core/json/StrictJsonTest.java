package dev.sealedbid.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  /** [T-1]. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "{} {}",
        "{}x",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "// c\n1",
        "/* c */1",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "Infinity",
        "\"\t\"",
        "\"\\x\"",
        "\"\\ud8\"",
        "tru",
        "[1}",
        "{\"a\"}",
        "\uFEFF{}",
        "\u0000{}",
        "{}\u0000"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void saysWhereAndRepeatsNothing() {
    assertThatThrownBy(() -> parse("{\"secret\": 12,\n  \"other\" 34}"))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("line 2, column")
        .hasMessageNotContaining("34");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[][] documents = {
      {'"', (byte) 0xC0, (byte) 0x80, '"'}, // overlong
      {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, // a surrogate
      {'"', (byte) 0xFF, '"'},
      {'"', (byte) 0xC3}, // cut off
      "{}".getBytes(StandardCharsets.UTF_16),
      "{}".getBytes(StandardCharsets.UTF_16LE),
    };
    for (byte[] document : documents) {
      assertThatThrownBy(() -> StrictJson.parse(document, JsonLimits.of(100, 100)))
          .isInstanceOf(MalformedJsonException.class);
    }
  }

  @Test
  void checksUtf8AcrossChunks() throws Exception {
    String text = "a".repeat(8_190) + "ä€😀".repeat(9_000);
    assertThat(parse("\"" + text + "\"")).isEqualTo(new JsonText(text));
  }

  @Test
  void capsLengthAndDepth() throws Exception {
    assertThat(parse("[".repeat(8) + "]".repeat(8))).isNotNull();
    assertThatThrownBy(() -> parse("[".repeat(9) + "]".repeat(9)))
        .isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> parse("[   ]", JsonLimits.of(4, 10)))
        .hasMessageContaining("at most 4");
  }

  /** [T-1]. */
  @Test
  void countsValues() throws Exception {
    JsonLimits ten = JsonLimits.of(1_000, 10);
    for (String value : new String[] {"1", "{}", "[]", "\"a\"", "true", "null", "-1.5e3"}) {
      assertThat(parse("[" + value + ("," + value).repeat(8) + "]", ten)).isNotNull();
      assertThatThrownBy(() -> parse("[" + value + ("," + value).repeat(9) + "]", ten))
          .isInstanceOf(MalformedJsonException.class)
          .hasMessageContaining("more than 10 values");
    }
    // Wherever they stand.
    assertThat(parse("{\"a\":[1,2,3],\"b\":{\"c\":[1,2,3]}}", ten)).isNotNull();
    assertThatThrownBy(() -> parse("{\"a\":[1,2,3],\"b\":{\"c\":[1,2,3,4]}}", ten))
        .hasMessageContaining("more than 10 values");
  }

  /** [T-1]: a name that is there twice counts twice. */
  @Test
  void countsMembers() throws Exception {
    JsonLimits three = new JsonLimits(1_000, 100, 3, 8);
    assertThat(parse("[{\"a\":1,\"b\":2,\"c\":3},{\"d\":4}]", three)).isNotNull();
    for (String fourth : new String[] {"d", "a"}) {
      assertThatThrownBy(() -> parse("{\"a\":1,\"b\":2,\"c\":3,\"" + fourth + "\":4}", three))
          .hasMessageContaining("more than 3 members");
    }
  }

  /** [T-1]. */
  @Test
  void capsNamesAndNumbers() throws Exception {
    for (int length : new int[] {513, 10_000, 900_000}) {
      assertThatThrownBy(() -> parse("{\"" + "n".repeat(length) + "\":1}"))
          .isInstanceOf(MalformedJsonException.class)
          .hasMessageContaining("a name of the JSON document is longer than 512");
      for (String number : new String[] {"1".repeat(length), "0." + "1".repeat(length)}) {
        assertThatThrownBy(() -> parse("[" + number + "]"))
            .isInstanceOf(MalformedJsonException.class)
            .hasMessageContaining("a number longer than 64");
      }
    }
    assertThat(parse("{\"" + "n".repeat(500) + "\":" + "1".repeat(64) + "}")).isNotNull();
    assertThatThrownBy(() -> parse("1".repeat(65))).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void refusesDuplicatesWhereNobodyLooksForThem() throws Exception {
    byte[] nested = "[{\"a\":{\"b\":1,\"b\":1}}]".getBytes(StandardCharsets.UTF_8);
    assertThat(StrictJson.parse(nested, JsonLimits.of(100, 100))).isNotNull();
    assertThatThrownBy(() -> StrictJson.parseUnique(nested, JsonLimits.of(100, 100)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("a name twice");
  }

  @Test
  void keepsTrackOfDuplicates() throws Exception {
    JsonObject object = (JsonObject) parse("{\"a\":1,\"b\":2,\"\\u0061\":3}");
    assertThat(object.duplicates()).containsExactly("a");
    assertThat(object.members()).containsEntry("a", new JsonNumber("1"));
  }

  /** [T-4]. */
  @Test
  void readsIntegersOnly() throws Exception {
    assertThat(new JsonNumber("9223372036854775807").asLong()).contains(Long.MAX_VALUE);
    assertThat(new JsonNumber("-9223372036854775808").asLong()).contains(Long.MIN_VALUE);
    for (String text : new String[] {"9223372036854775808", "1.0", "1e3", "-0", "-1.5"}) {
      assertThat(((JsonNumber) parse(text)).asLong()).as(text).isEmpty();
    }
  }

  /** [T-5]. */
  @Test
  void knowsWhatMayBeShown() {
    assertThat(PlainText.isPlain("Wohnung 71 m², 2. OG – „Süd“ 😀")).isTrue();
    for (String text : new String[] {"\u001b[2J", "\n", "\u0085", "\u202e", "\u200b", "\ud800"}) {
      assertThat(PlainText.isPlain(text)).isFalse();
      assertThat(PlainText.quote("a" + text)).startsWith("\"a?");
    }
    assertThat(PlainText.quote("x".repeat(1_000))).hasSizeLessThan(70);
  }

  /** [T-5]: both ends of every range of Default_Ignorable_Code_Point. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200C,
        0x200D, 0x200F, 0x202A, 0x202E, 0x2060, 0x2065, 0x206F, 0x3164, 0xFE00, 0xFE0F, 0xFEFF,
        0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0001, 0xE0100,
        0xE01EF, 0xE0FFF
      })
  void whatIsIgnoredIsNotShown(int c) {
    assertThat(PlainText.isPlain("lot" + Character.toString(c) + "-1")).isFalse();
    assertThat(PlainText.quote(Character.toString(c))).isEqualTo("\"?\"");
  }

  /** [T-5]: this runtime's tables, which may be older than ours, but know of none that we miss. */
  @Test
  void noControlFormatOrSeparatorIsShown() {
    Set<Integer> refused =
        Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);
    assertThat(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> refused.contains(Character.getType(c)))
                .filter(c -> PlainText.isPlain(Character.toString(c)))
                .mapToObj(Integer::toHexString))
        .isEmpty();
  }

  /** [T-5]: letters, digits, signs and spaces of every script stay. */
  @Test
  void everythingElseThatIsSeenIsShown() {
    Set<Integer> unseen = Set.of(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0);
    assertThat(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(Character::isDefined)
                .filter(c -> Character.isLetterOrDigit(c) || c == ' ' || c == 0x00A0)
                .filter(c -> !unseen.contains(c))
                .filter(c -> !PlainText.isPlain(Character.toString(c)))
                .mapToObj(Integer::toHexString))
        .isEmpty();
    assertThat(PlainText.isPlain("Ελλάδα, Україна, 日本語, 한국어, हिन्दी, العربية, עברית")).isTrue();
  }

  @Test
  void readsBase64InOneForm() {
    assertThat(Base64Text.decode("YQ=="))
        .hasValueSatisfying(b -> assertThat(b).containsExactly('a'));
    for (String text : new String[] {"YQ", "YR==", "YQ=", "Y Q==", "YQ==\n", "-_==", "="}) {
      assertThat(Base64Text.decode(text)).as(text).isEmpty();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    try {
      assertThat(StrictJson.parse(bytes, JsonLimits.of(10_000, 1_000))).isNotNull();
    } catch (MalformedJsonException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static JsonValue parse(String text) throws MalformedJsonException {
    return parse(text, JsonLimits.of(1_000_000, 10_000));
  }

  private static JsonValue parse(String text, JsonLimits limits) throws MalformedJsonException {
    return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), limits);
  }
}
