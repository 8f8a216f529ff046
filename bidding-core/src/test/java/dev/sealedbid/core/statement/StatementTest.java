package dev.sealedbid.core.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.Vectors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
  private static final String AUCTION = "riverside-2026";
  private static final SessionId SESSION =
      SessionId.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final Sha384 TERMS = Sha384.of(Vectors.bytes("terms/example.json"));
  private static final Sha384 SHEET =
      Sha384.of("ciphertext buyer-1".getBytes(StandardCharsets.UTF_8));

  @Nested
  @DisplayName("the vectors")
  class Golden {
    /** */
    @ParameterizedTest
    @EnumSource
    void areReadAndWritten(StatementType type) throws Exception {
      byte[] bytes = Vectors.bytes("statements/" + type.label() + ".json");
      Statement statement = Statement.parse(type, bytes);
      assertThat(statement.type()).isEqualTo(type);
      assertThat(statement.encode()).isEqualTo(bytes);
      assertThat(StatementType.of(bytes)).isEqualTo(type);
    }

    /** */
    @ParameterizedTest
    @EnumSource
    void areAttestedAs(StatementType type) {
      byte[] bytes = Vectors.bytes("statements/" + type.label() + ".json");
      assertThat(Statement.userData(type, bytes).hex())
          .isEqualTo(Vectors.lines("statements/" + type.label() + ".user-data").get(0));
    }

    @Test
    void openingSays() throws Exception {
      assertThat(read(StatementType.OPENING))
          .isEqualTo(
              new Opening(AUCTION, TERMS, SESSION, Instant.parse("2026-11-21T07:31:45.000Z")));
    }

    @Test
    void acknowledgementSays() throws Exception {
      assertThat(read(StatementType.ACKNOWLEDGEMENT))
          .isEqualTo(
              new Acknowledgement(
                  AUCTION,
                  SESSION,
                  "buyer-1",
                  SHEET,
                  1_795_246_305_000L,
                  1,
                  Instant.parse("2026-11-21T07:40:00.123Z")));
    }

    @Test
    void outcomeSays() throws Exception {
      Outcome outcome = (Outcome) read(StatementType.OUTCOME);
      assertThat(outcome.lots())
          .containsExactly(
              LotResult.sold("lot-1", List.of("buyer-2")),
              LotResult.noSale("lot-2"),
              LotResult.sold("lot-3", List.of("buyer-1")));
      assertThat(outcome.buyers().get(0))
          .isEqualTo(
              new BuyerResult(
                  "buyer-1", BuyerStatus.COUNTED, Optional.empty(), Optional.of(SHEET)));
      assertThat(outcome.buyers().get(2).code()).contains("SHEET_MALFORMED");
      assertThat(outcome.acknowledged()).hasSize(3);
      assertThat(outcome.awards()).isEmpty();
      assertThat(outcome.resolvedAt()).isEqualTo(Instant.parse("2026-12-01T12:00:02.500Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"outcome-prices", "outcome-awards"})
    @DisplayName("[D-1] [D-6] outcomes with prices and with awards")
    void otherOutcomes(String name) throws Exception {
      byte[] bytes = Vectors.bytes("statements/" + name + ".json");
      assertThat(Statement.parse(StatementType.OUTCOME, bytes).encode()).isEqualTo(bytes);
      assertThat(Statement.userData(StatementType.OUTCOME, bytes).hex())
          .isEqualTo(Vectors.lines("statements/" + name + ".user-data").get(0));
    }

    @Test
    void pricesSay() throws Exception {
      assertThat(outcome("outcome-prices").lots())
          .containsExactly(
              LotResult.sold("lot-1", List.of("buyer-2", "buyer-3"), 12_600_000),
              LotResult.noSale("lot-2"),
              LotResult.sold("lot-3", List.of("buyer-1"), 0));
      assertThat(outcome("outcome-awards").awards())
          .extracting(AwardDigest::recipient)
          .containsExactly("buyer-1", "buyer-2", "buyer-3", "seller");
    }

    private static Outcome outcome(String name) throws MalformedStatementException {
      return (Outcome)
          Statement.parse(StatementType.OUTCOME, Vectors.bytes("statements/" + name + ".json"));
    }

    @Test
    void voidSays() throws Exception {
      assertThat(read(StatementType.VOID))
          .isEqualTo(
              new VoidStatement(
                  AUCTION,
                  SESSION,
                  TERMS,
                  Instant.parse("2026-12-01T12:05:00Z"),
                  VoidReason.KEY_GONE,
                  List.of(new BuyerCode("buyer-3", "KMSInvalidStateException"))));
    }

    private static Statement read(StatementType type) throws MalformedStatementException {
      return Statement.parse(type, Vectors.bytes("statements/" + type.label() + ".json"));
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @DisplayName("[A-1] there is one form")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{\"version\":1,; {\"version\":2,",
        "{\"version\":1,; {\"version\":1.0,",
        "{\"version\":1,; {",
        "{\"version\":1,; { \"version\":1,",
        "{\"version\":1,\"type\":\"opening\",; {\"type\":\"opening\",\"version\":1,",
        "\"opening\"; \"outcome\"",
        "\"opening\"; \"\\u006fpening\"",
        "riverside-2026; Riverside",
        "riverside-2026; riverside\\u002d2026",
        "45.000Z; 45Z",
        "45.000Z; 45.0000Z",
        "45.000Z; 45.000+00:00",
        "2026-11-21; 2026-11-31",
        "2026-11-21; 12026-11-21",
        "openedAt; opened",
        "\"sessionId\":\"0001; \"sessionId\":\"00",
        "1e1f; 1E1F",
        "000Z\"}; 000Z\"} ",
        "000Z\"}; 000Z\",\"x\":1}",
        "000Z\"}; 000Z\",\"openedAt\":\"2026-11-21T07:31:45.000Z\"}",
        "000Z\"}; 000Z\""
      },
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false)
  void refusesOtherForms(String from, String to) {
    String good = Vectors.text("statements/opening.json");
    String replacement = to.substring(1);
    assertThat(good).contains(from);
    assertThatThrownBy(() -> parse(StatementType.OPENING, good.replace(from, replacement)))
        .isInstanceOf(MalformedStatementException.class);
  }

  @ParameterizedTest
  @DisplayName("a statement of one type is none of another")
  @EnumSource
  void typesAreApart(StatementType type) {
    byte[] bytes = Vectors.bytes("statements/" + type.label() + ".json");
    for (StatementType other : StatementType.values()) {
      if (other != type) {
        assertThatThrownBy(() -> Statement.parse(other, bytes))
            .isInstanceOf(MalformedStatementException.class)
            .hasMessageContaining("$.type");
        assertThat(Statement.userData(other, bytes)).isNotEqualTo(Statement.userData(type, bytes));
      }
    }
  }

  @ParameterizedTest
  @DisplayName("in an outcome")
  @ValueSource(
      strings = {
        "\"status\":\"SOLD\" \"status\":\"LENT\"",
        "\"status\":\"SOLD\" \"status\":\"NO_SALE\"",
        "[\"buyer-2\"] [\"buyer-2\",\"buyer-2\"]",
        "[\"buyer-2\"] [2]",
        "[\"buyer-2\"] \"buyer-2\"",
        "\"status\":\"COUNTED\", \"status\":\"ABSENT\",",
        "\"status\":\"COUNTED\", \"status\":\"COUNTED\",\"code\":\"X\",",
        "\"code\":\"SHEET_MALFORMED\", ",
        "\"SHEET_MALFORMED\" \"SHEET-MALFORMED\"",
        "\"sequence\":1} \"sequence\":-1}",
        "\"sequence\":1} \"sequence\":\"1\"}",
        "\"revision\":1795246305000 \"revision\":9223372036854775808",
        "\"awards\":[] \"awards\":{}",
        "\"awards\":[] \"awards\":[1]",
        ",\"awards\":[] "
      })
  void outcomesAreChecked(String change) {
    int space = change.indexOf(' ');
    String good = Vectors.text("statements/outcome.json");
    String from = change.substring(0, space);
    assertThat(good).contains(from);
    assertThatThrownBy(
            () -> parse(StatementType.OUTCOME, good.replace(from, change.substring(space + 1))))
        .isInstanceOf(MalformedStatementException.class);
  }

  @ParameterizedTest
  @DisplayName("[D-1] a price is an integer, of a SOLD lot, and the last field")
  @ValueSource(
      strings = {
        "\"price\":12600000 \"price\":12600000.0",
        "\"price\":12600000 \"price\":\"12600000\"",
        "\"price\":12600000 \"price\":-1",
        "\"price\":12600000 \"price\":1000000000000000000",
        "\"price\":12600000 \"price\":null",
        "\"winners\":[]} \"winners\":[],\"price\":1}",
        "\"status\":\"SOLD\",\"winners\":[\"buyer-1\"],\"price\":0"
            + " \"price\":0,\"status\":\"SOLD\",\"winners\":[\"buyer-1\"]"
      })
  void pricesAreChecked(String change) {
    int space = change.indexOf(' ');
    String good = Vectors.text("statements/outcome-prices.json");
    assertThat(good).contains(change.substring(0, space));
    String bad = good.replace(change.substring(0, space), change.substring(space + 1));
    assertThatThrownBy(() -> parse(StatementType.OUTCOME, bad))
        .isInstanceOf(MalformedStatementException.class);
  }

  @Test
  void timesAreCutToMilliseconds() throws Exception {
    Opening opening =
        new Opening(AUCTION, TERMS, SESSION, Instant.parse("2026-01-01T00:00:00.123999Z"));
    assertThat(opening.openedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
    assertThat(Statement.parse(StatementType.OPENING, opening.encode())).isEqualTo(opening);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Opening(AUCTION, TERMS, SESSION, Instant.MAX));
  }

  @Test
  void statusCodeAndSheetAgree() {
    Optional<String> code = Optional.of("CODE");
    Optional<Sha384> sheet = Optional.of(SHEET);
    for (BuyerStatus status : BuyerStatus.values()) {
      boolean needsCode = status == BuyerStatus.INVALID || status == BuyerStatus.EXCLUDED;
      if (needsCode) {
        assertThat(new BuyerResult("a", status, code, Optional.empty()).code()).isEqualTo(code);
        refused(status, Optional.empty(), sheet);
      } else {
        refused(status, code, sheet);
        refused(status, code, Optional.empty());
      }
    }
    refused(BuyerStatus.COUNTED, Optional.empty(), Optional.empty());
    refused(BuyerStatus.WITHDRAWN, Optional.empty(), Optional.empty());
    refused(BuyerStatus.ABSENT, Optional.empty(), sheet);
  }

  @Test
  void codesAreWordsOrUnrecognised() {
    assertThat(BuyerCode.wellFormed("AccessDeniedException")).isEqualTo("AccessDeniedException");
    for (String text :
        new String[] {"", "1a", "a b", "x".repeat(65), "a\n", "ä", "User: arn:aws"}) {
      assertThat(BuyerCode.wellFormed(text)).isEqualTo(BuyerCode.UNRECOGNISED);
      assertThatIllegalArgumentException().isThrownBy(() -> new BuyerCode("a", text));
    }
  }

  @Test
  void typesAreToldByTheFirstBytes() {
    for (String text : new String[] {"", "{", "{\"version\":1,\"type\":\"award\",", "{}", "null"}) {
      assertThatThrownBy(() -> StatementType.of(text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(MalformedStatementException.class);
    }
  }

  @Test
  @DisplayName("junk in every box can't make an outcome too long")
  void theLargestOutcomeFits() throws Exception {
    List<LotResult> lots = new ArrayList<>();
    List<String> winners =
        IntStream.range(0, Limits.MAX_UNITS_TOGETHER / Limits.MAX_LOTS)
            .mapToObj(StatementTest::longId)
            .toList();
    for (int i = 0; i < Limits.MAX_LOTS; i++) {
      lots.add(LotResult.sold(longId(i), winners, Limits.MAX_AMOUNT));
    }
    List<BuyerResult> buyers = new ArrayList<>();
    List<AcknowledgedSheet> acknowledged = new ArrayList<>();
    List<AwardDigest> awards = new ArrayList<>();
    Optional<String> code = Optional.of("x".repeat(Limits.MAX_CODE_LENGTH));
    for (int i = 0; i <= Limits.MAX_BUYERS; i++) {
      String id = longId(i);
      buyers.add(new BuyerResult(id, BuyerStatus.EXCLUDED, code, Optional.of(SHEET)));
      awards.add(new AwardDigest(id, SHEET));
      for (int j = 0; j < Limits.MAX_SHEETS_PER_BUYER; j++) {
        acknowledged.add(new AcknowledgedSheet(id, SHEET, Long.MAX_VALUE, 160_000));
      }
    }
    Outcome outcome =
        new Outcome(
            longId(0), SESSION, TERMS, Instant.EPOCH, SHEET, lots, buyers, acknowledged, awards);
    byte[] encoded = outcome.encode();
    assertThat(encoded.length).isLessThan(Limits.MAX_STATEMENT_LENGTH);
    assertThat(Statement.parse(StatementType.OUTCOME, encoded)).isEqualTo(outcome);
  }

  @Test
  void refusesTooManyValues() {
    String wide = "[{}" + ",{}".repeat(Limits.MAX_STATEMENT_VALUES) + "]";
    assertThatThrownBy(
            () -> Statement.parse(StatementType.OUTCOME, wide.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedStatementException.class)
        .hasMessageContaining("more than 1000000 values");
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    try {
      StatementType type = StatementType.of(bytes);
      assertThat(Statement.parse(type, bytes).encode()).isEqualTo(bytes);
    } catch (MalformedStatementException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void refused(BuyerStatus status, Optional<String> code, Optional<Sha384> sheet) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BuyerResult("a", status, code, sheet));
  }

  private static String longId(int i) {
    return "x".repeat(58) + "%05d".formatted(i);
  }

  private static Statement parse(StatementType type, String text)
      throws MalformedStatementException {
    return Statement.parse(type, text.getBytes(StandardCharsets.UTF_8));
  }
}
