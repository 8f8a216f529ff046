package dev.sealedbid.core.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.Vectors;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TermsDocumentTest {
  private static final String EXAMPLE = Vectors.text("terms/example.json");
  private static final String KEY_1 =
      "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-000000000001";
  private static final String KEY_2 =
      "arn:aws:kms:eu-west-1:111111111102:key/00000000-0000-4000-8000-000000000002";

  @Nested
  @DisplayName("the example")
  class Example {
    @Test
    void isRead() throws Exception {
      TermsDocument document = parse(EXAMPLE);
      Terms terms = document.terms();
      assertThat(document.sha384())
          .isEqualTo(Sha384.parse(Vectors.lines("terms/example.sha384").get(0)));
      assertThat(document.bytes()).isEqualTo(Vectors.bytes("terms/example.json"));
      assertThat(terms.id()).isEqualTo("riverside-2026");
      assertThat(terms.currency()).isEqualTo(new Currency("EUR", 2));
      assertThat(terms.measurements().pcr(3).hex()).isEqualTo("a3".repeat(48));
      assertThat(terms.lots()).extracting(Lot::id).containsExactly("lot-1", "lot-2", "lot-3");
      assertThat(terms.lots().get(0).step()).contains(100L);
      assertThat(terms.lots().get(1).reserve()).contains(15_000_000L);
      assertThat(terms.lots().get(1).admits("buyer-3")).isFalse();
      assertThat(terms.lots().get(2))
          .isEqualTo(
              new Lot(
                  "lot-3",
                  "Parking space",
                  1,
                  Optional.empty(),
                  false,
                  Optional.empty(),
                  Optional.empty()));
      assertThat(terms.closesAt()).isEqualTo(Instant.parse("2026-12-01T12:00:00Z"));
      assertThat(terms.resolveBy()).isEqualTo(Instant.parse("2026-12-01T14:00:00Z"));
      assertThat(terms.buyer("buyer-2").orElseThrow().sheetKey()).isEqualTo(KEY_2);
      assertThat(terms.buyer("buyer-9")).isEmpty();
      assertThat(terms.lotIndex("lot-3")).hasValue(2);
      assertThat(terms.lotIndex("lot-9")).isEmpty();
      assertThat(terms.required()).containsExactly("buyer-1");
      assertThat(terms.sheetLength()).isEqualTo(256);
      assertThat(terms.seller()).isEmpty();
    }

    @Test
    void keepsItsBytesToItself() throws Exception {
      byte[] bytes = Vectors.bytes("terms/example.json");
      TermsDocument document = TermsDocument.parse(bytes);
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(document.bytes(), (byte) 0);
      assertThat(Sha384.of(document.bytes())).isEqualTo(document.sha384());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oneFault")
  @DisplayName("[T-1] [T-3] [T-5] [T-7] one fault is one message with its path")
  void refuses(String what, String terms, String path, String message) {
    assertThat(faults(terms))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path()).isEqualTo(path);
              assertThat(fault.message()).contains(message);
            });
  }

  static Stream<Arguments> oneFault() {
    return Stream.of(
        fault("no JSON", "{", "", "$", "isn't JSON"),
        of("no object", "[]", "$", "must be an object"),
        of("empty", "", "$", "ends before"),
        of("something behind", EXAMPLE + "{}", "$", "behind the end"),
        fault("version", "\"version\": 1", "\"version\": 2", "$.version", "from 1 to 1"),
        fault("version as text", "\"version\": 1", "\"version\": \"1\"", "$.version", "integer"),
        fault("missing field", "\"rule\": \"FIRST_PRICE\",", "", "$.rule", "is missing"),
        fault("unknown field", "\"rule\":", "\"ruler\": 1, \"rule\":", "$.ruler", "not a field"),
        fault("odd field", "\"rule\":", "\"a\\nb\": 1, \"rule\":", "$[\"a?b\"]", "not a field"),
        fault("duplicate", "\"rule\":", "\"id\": \"x\", \"rule\":", "$.id", "more than once"),
        fault("null", "\"title\": \"Riverside flats\"", "\"title\": null", "$.title", "not null"),
        fault("id", "\"riverside-2026\",", "\"Riverside\",", "$.id", "a-z"),
        fault("blank title", "\"Riverside flats\"", "\"  \"", "$.title", "1 to 200"),
        fault("long title", "Riverside flats", "x".repeat(201), "$.title", "1 to 200"),
        fault("terminal escape", "Riverside flats", "\\u001b[2J", "$.title", "shown safely"),
        fault("bidi", "Riverside flats", "a\\u202eb", "$.title", "shown safely"),
        fault("currency code", "\"EUR\"", "\"Euro\"", "$.currency.code", "three capital letters"),
        fault("scale", "\"scale\": 2", "\"scale\": 7", "$.currency.scale", "from 0 to 6"),
        fault("scale -1", "\"scale\": 2", "\"scale\": -1", "$.currency.scale", "from 0 to 6"),
        fault("scale 2.0", "\"scale\": 2", "\"scale\": 2.0", "$.currency.scale", "integer"),
        fault(
            "in currency", "\"scale\": 2", "\"scale\": 2, \"x\": 1", "$.currency.x", "not a field"),
        fault("zero PCR", "a0".repeat(48), "0".repeat(96), "$.measurements.PCR0", "debug"),
        fault("short PCR", "a1".repeat(48), "a1", "$.measurements.PCR1", "96 lower-case"),
        fault("PCR case", "a2".repeat(48), "A2".repeat(48), "$.measurements.PCR2", "96 lower-case"),
        fault(
            "PCR4", "\"PCR3\":", "\"PCR4\": \"\", \"PCR3\":", "$.measurements.PCR4", "not a field"),
        fault("role", "role/auctioneer-decrypt", "role/*", "$.decryptRole", "IAM role"),
        fault("user", "role/auctioneer-decrypt", "user/x", "$.decryptRole", "IAM role"),
        fault("lot id", "\"id\": \"lot-3\"", "\"id\": \"Lot 3\"", "$.lots[2].id", "a-z"),
        fault("same lot", "\"id\": \"lot-3\"", "\"id\": \"lot-1\"", "$.lots[2].id", "$.lots[0].id"),
        fault("lot's text", "Parking space", "\\u0007", "$.lots[2].description", "shown safely"),
        fault("long", "Parking space", "x".repeat(1_001), "$.lots[2].description", "0 to 1000"),
        fault("units 0", "\"units\": 1", "\"units\": 0", "$.lots[0].units", "from 1 to 10000"),
        fault("reserve", "12500000", "-100", "$.lots[0].reserve", "from 0 to 999999999999999999"),
        fault("large reserve", "12500000", "1000000000000000000", "$.lots[0].reserve", "from 0"),
        fault("reserve text", "12500000", "\"12500000\"", "$.lots[0].reserve", "without quotes"),
        fault("step 0", "\"step\": 100", "\"step\": 0", "$.lots[0].step", "from 1"),
        fault("admitted", "[\"buyer-1\", \"buyer-2\"]", "[]", "$.lots[1].admitted", "1 to 10000"),
        fault(
            "admitted unknown",
            "\"buyer-2\"]",
            "\"x\"]",
            "$.lots[1].admitted[1]",
            "one of the buyers"),
        fault("admitted twice", "\"buyer-2\"]", "\"buyer-1\"]", "$.lots[1].admitted[1]", "once"),
        fault("lot extra", "\"step\": 100", "\"setp\": 100", "$.lots[0].setp", "not a field"),
        fault("rule", "\"FIRST_PRICE\"", "\"first\"", "$.rule", "FIRST_PRICE or SECOND_PRICE"),
        fault("direction", "\"HIGHEST_WINS\"", "\"UP\"", "$.direction", "or LOWEST_WINS"),
        fault("tie-break", "\"LOTTERY\"", "\"COIN\"", "$.tieBreak", "LOTTERY or"),
        fault("disclosure", "\"WINNERS_ONLY\"", "1", "$.disclosure", "must be a text"),
        fault("keyGone", "\"ABORT\"", "\"IGNORE\"", "$.keyGone", "ABORT or EXCLUDE"),
        fault("fraction", "12:00:00Z", "12:00:00.5Z", "$.closesAt", "whole seconds"),
        fault("milliseconds", "12:00:00Z", "12:00:00.000Z", "$.closesAt", "whole seconds"),
        fault("offset", "12:00:00Z", "12:00:00+01:00", "$.closesAt", "UTC"),
        fault("24 o'clock", "01T12:00:00Z", "01T24:00:00Z", "$.closesAt", "UTC"),
        fault("leap second", "01T12:00:00Z", "01T23:59:60Z", "$.closesAt", "UTC"),
        fault("no such day", "2026-12-01T12", "2026-11-31T12", "$.closesAt", "UTC"),
        fault("window", "T14:00:00Z", "T12:14:59Z", "$.resolveBy", "15 minutes"),
        fault("backwards", "T14:00:00Z", "T11:00:00Z", "$.resolveBy", "15 minutes"),
        fault("buyer id", "\"id\": \"buyer-3\"", "\"id\": \"B\"", "$.buyers[2].id", "a-z"),
        fault(
            "seller's id", "\"id\": \"buyer-3\"", "\"id\": \"seller\"", "$.buyers[2].id", "seller"),
        fault(
            "same buyer",
            "\"id\": \"buyer-3\"",
            "\"id\": \"buyer-2\"",
            "$.buyers[2].id",
            "another"),
        fault("shared key", KEY_2, KEY_1, "$.buyers[1].sheetKey", "$.buyers[0].sheetKey"),
        fault("alias", KEY_2.substring(39), "alias/x", "$.buyers[1].sheetKey", "KMS key"),
        fault(
            "other partition",
            KEY_2,
            KEY_2.replace("arn:aws:", "arn:aws-cn:").replace("eu-west-1", "cn-north-1"),
            "$.buyers[1].sheetKey",
            "partition aws-cn"),
        fault("bucket", "\"buyer-2-bids\"", "\"Bids\"", "$.buyers[1].bucket", "S3 bucket"),
        fault("Region", "\"eu-central-1\"", "\"europe\"", "$.buyers[2].bucketRegion", "Region"),
        fault(
            "bucket's partition",
            "\"eu-central-1\"",
            "\"us-gov-west-1\"",
            "$.buyers[2].bucketRegion",
            "partition"),
        fault("owner", "\"111111111103\"", "\"1\"", "$.buyers[2].bucketOwner", "12 digits"),
        fault("object key", "riverside-2026/sheet", "../x", "$.buyers[0].objectKey", "slashes"),
        fault(
            "shared object",
            "buyer-2-bids",
            "buyer-1-bids",
            "$.buyers[1].objectKey",
            "same object"),
        fault("required unknown", "[\"buyer-1\"],", "[\"x\"],", "$.required[0]", "not a party"),
        fault("required seller", "[\"buyer-1\"],", "[\"seller\"],", "$.required[0]", "not a party"),
        fault(
            "required twice",
            "[\"buyer-1\"],",
            "[\"buyer-1\", \"buyer-1\"],",
            "$.required[1]",
            "more than once"),
        fault("required type", "[\"buyer-1\"],", "\"buyer-1\",", "$.required", "must be an array"),
        fault("required item", "[\"buyer-1\"],", "[1],", "$.required[0]", "must be a text"),
        fault("lots type", "\"lots\": [", "\"lots\": [1,", "$.lots[0]", "must be an object"));
  }

  @Test
  @DisplayName("[T-6] the seller's key is no buyer's key")
  void sellersKeyIsItsOwn() {
    String terms =
        EXAMPLE.replace("\"rule\":", "\"seller\": {\"sheetKey\": \"" + KEY_1 + "\"}, \"rule\":");
    assertThat(faults(terms))
        .contains(
            new Fault(
                "$.seller.sheetKey", "is the key of another party, too: $.buyers[0].sheetKey"));
  }

  @Test
  @DisplayName("all faults are reported in one go")
  void reportsAll() {
    assertThat(faults(Vectors.text("terms/faulty.json")))
        .extracting(Fault::toString)
        .containsExactlyInAnyOrderElementsOf(Vectors.lines("terms/faulty.txt"));
  }

  /** [T-3]. */
  @Test
  void capsTheNumberOfFaults() {
    String lots =
        IntStream.range(0, Limits.MAX_LOTS)
            .mapToObj(i -> "{\"a\":1,\"b\":2,\"c\":3}")
            .collect(Collectors.joining(","));
    List<Fault> faults = faults("{\"lots\":[" + lots + "]}");
    assertThat(faults).hasSize(Limits.MAX_FAULTS);
    assertThat(faults.get(Limits.MAX_FAULTS - 1).message()).contains("more faults");
  }

  /** [T-1]. */
  @Test
  void refusesTooLongAndTooDeep() {
    assertThat(faults(" ".repeat(Limits.MAX_TERMS_LENGTH) + "1"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("at most 8388608"));
    assertThat(faults("{\"lots\":" + "[".repeat(100_000)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("deeper than 8 levels"));
  }

  /** [T-1]. */
  @Test
  void refusesTooManyValues() {
    for (String value : new String[] {"{}", "[]", "1", "\"a\""}) {
      String wide = "[" + value + ("," + value).repeat(Limits.MAX_TERMS_VALUES) + "]";
      assertThat(faults(wide))
          .singleElement()
          .satisfies(fault -> assertThat(fault.message()).contains("more than 400000 values"));
    }
    String members =
        IntStream.rangeClosed(0, Limits.MAX_JSON_MEMBERS)
            .mapToObj(i -> "\"f" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(faults(members))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("more than 64 members"));
    for (String tooLong :
        new String[] {"\"" + "n".repeat(600) + "\":1", "\"version\":" + "1".repeat(80)}) {
      assertThat(faults("{" + tooLong + "}"))
          .singleElement()
          .satisfies(fault -> assertThat(fault.message()).contains("longer than"));
    }
  }

  /** [T-1]. */
  @Test
  @DisplayName("10,000 buyers, all required, with all their fields: room for 286,000 admissions")
  void theLargestHasRoom() {
    String buyers =
        IntStream.rangeClosed(1, Limits.MAX_BUYERS)
            .mapToObj(
                ("{\"id\":\"b%d\",\"sheetKey\":1,\"bucket\":1,\"bucketRegion\":1,\"bucketOwner\":1,"
                        + "\"objectKey\":1,\"awardKey\":{\"publicKey\":1,\"kmsKey\":1}}")
                    ::formatted)
            .collect(Collectors.joining(",", "\"buyers\":[", "]"));
    String required =
        IntStream.rangeClosed(1, Limits.MAX_BUYERS + 1)
            .mapToObj("\"b%d\""::formatted)
            .collect(Collectors.joining(",", "\"required\":[", "]"));
    assertThat(faults("{" + buyers + "," + required + "," + lots(572) + "}")).hasSizeGreaterThan(1);
    assertThat(faults("{" + buyers + "," + required + "," + lots(574) + "}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("values"));
  }

  private static String lots(int admitted) {
    String lot =
        "{\"id\":1,\"description\":1,\"units\":1,\"reserve\":1,\"step\":1,\"admitted\":[\"a\""
            + ",\"a\"".repeat(admitted - 1)
            + "]}";
    return "\"lots\":[" + lot + ("," + lot).repeat(Limits.MAX_LOTS - 1) + "]";
  }

  @Test
  void countsLotsAndBuyers() throws Exception {
    assertThat(LargeTerms.of(2, Limits.MAX_LOTS).terms().sheetLength())
        .isEqualTo(Limits.MAX_SHEET_LENGTH);
    assertThatThrownBy(() -> LargeTerms.of(2, Limits.MAX_LOTS + 1))
        .hasMessageContaining("$.lots: must have 1 to 500 items");
    assertThatThrownBy(() -> LargeTerms.of(2, 0)).hasMessageContaining("$.lots: must have 1");
    assertThatThrownBy(() -> LargeTerms.of(Limits.MAX_BUYERS + 1, 1))
        .hasMessageContaining("$.buyers: must have 1 to 10000 items");
    assertThatThrownBy(() -> LargeTerms.of(0, 1)).hasMessageContaining("$.buyers: must have 1");
  }

  @Test
  @DisplayName("every winner of every unit stands in the outcome, so units are counted together")
  void countsUnitsTogether() {
    String lots =
        IntStream.rangeClosed(1, 6)
            .mapToObj("{\"id\":\"lot-%d\",\"units\":10000,\"reserve\":1}"::formatted)
            .collect(Collectors.joining(",", "\"lots\":[", "],\"rule\""));
    String six = EXAMPLE.replaceFirst("(?s)\"lots\".*\"rule\"", lots);
    String five = six.replace(",{\"id\":\"lot-6\",\"units\":10000,\"reserve\":1}", "");
    assertThat(faults(six))
        .anyMatch(
            fault ->
                fault.path().equals("$.lots")
                    && fault.message().startsWith("have more than 50000 units together"));
    assertThat(faults(five)).noneMatch(fault -> fault.path().equals("$.lots"));
  }

  @Test
  @DisplayName("the largest auction is read")
  void readsTheLargest() throws Exception {
    TermsDocument document = LargeTerms.of(Limits.MAX_BUYERS, Limits.MAX_LOTS);
    assertThat(document.bytes()).hasSizeLessThan(Limits.MAX_TERMS_LENGTH);
    assertThat(document.terms().buyers()).hasSize(Limits.MAX_BUYERS);
  }

  @Test
  void measurementsAreNeverZero() {
    Sha384 some = Sha384.of(new byte[0]);
    Sha384 zero = Sha384.fromBytes(new byte[48]);
    assertThatThrownBy(() -> new Measurements(some, some, some, zero))
        .hasMessageContaining("debug");
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    try {
      assertThat(TermsDocument.parse(bytes).terms().lots()).isNotEmpty();
    } catch (InvalidTermsException e) {
      assertThat(e.faults()).isNotEmpty();
      assertThat(e.faults()).allSatisfy(fault -> assertThat(fault.path()).startsWith("$"));
    }
  }

  private static Arguments fault(String what, String from, String to, String path, String message) {
    assertThat(EXAMPLE).contains(from);
    String terms = what.equals("no JSON") ? from : replaceFirst(from, to);
    return Arguments.of(what, terms, path, message);
  }

  private static Arguments of(String what, String terms, String path, String message) {
    return Arguments.of(what, terms, path, message);
  }

  private static String replaceFirst(String from, String to) {
    int at = EXAMPLE.indexOf(from);
    return EXAMPLE.substring(0, at) + to + EXAMPLE.substring(at + from.length());
  }

  private static List<Fault> faults(String terms) {
    return catchThrowableOfType(InvalidTermsException.class, () -> parse(terms)).faults();
  }

  private static TermsDocument parse(String terms) throws InvalidTermsException {
    return TermsDocument.parse(terms.getBytes(StandardCharsets.UTF_8));
  }
}
