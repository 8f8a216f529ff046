package dev.sealedbid.core.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {
  private static final String GOOD = Vectors.text("statements/receipt.json");

  @Test
  void isReadAndWritten() throws Exception {
    Receipt receipt = parse(GOOD);
    assertThat(receipt.encode()).isEqualTo(GOOD.getBytes(StandardCharsets.UTF_8));
    assertThat(receipt.terms()).isEqualTo(Vectors.bytes("terms/example.json"));
    assertThat(receipt.opening().statement()).isEqualTo(Vectors.bytes("statements/opening.json"));
    assertThat(receipt.acknowledgements())
        .singleElement()
        .satisfies(
            acknowledgement ->
                assertThat(acknowledgement.statement())
                    .isEqualTo(Vectors.bytes("statements/acknowledgement.json")));
    assertThat(receipt.outcome().statement()).isEqualTo(Vectors.bytes("statements/outcome.json"));
    assertThat(receipt.outcome().attestation()).asString().isEqualTo("not a real document");
  }

  @Test
  void mayBeIndented() throws Exception {
    assertThat(parse(GOOD.replace(",", ",\n  ")).encode())
        .isEqualTo(GOOD.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"version\":1 \"version\":2",
        "\"version\":1, ",
        "\"version\":1 \"version\":1,\"x\":1",
        "\"version\":1 \"version\":1,\"version\":1",
        "\"version\":1 \"version\":\"1\"",
        "\"terms\":\" \"terms\":\"=",
        "\"terms\" \"Terms\"",
        "\"opening\":{ \"opening\":{\"x\":1,",
        "\"opening\":{\"statement\" \"opening\":{\"statements\"",
        "\"acknowledgements\":[ \"acknowledgements\":[1,",
        "{\"statement\":\" {\"statement\":\"-",
        "\"outcome\" \"void\""
      })
  void isStrict(String change) {
    int space = change.indexOf(' ');
    String from = change.substring(0, space);
    assertThat(GOOD).contains(from);
    assertThatThrownBy(() -> parse(GOOD.replace(from, change.substring(space + 1))))
        .isInstanceOf(MalformedStatementException.class);
  }

  @Test
  void partsHaveLimits() {
    byte[] one = {1};
    assertThatIllegalArgumentException().isThrownBy(() -> new AttestedStatement(new byte[0], one));
    assertThatIllegalArgumentException().isThrownBy(() -> new AttestedStatement(one, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttestedStatement(one, new byte[Limits.MAX_ATTESTATION_LENGTH + 1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttestedStatement(new byte[Limits.MAX_STATEMENT_LENGTH + 1], one));
    assertThatThrownBy(() -> attested("{\"statement\":\"\",\"attestation\":\"AA==\"}"))
        .isInstanceOf(MalformedStatementException.class);
  }

  @Test
  void attestedStatementsAreReadAndWritten() throws Exception {
    AttestedStatement attested = new AttestedStatement(new byte[] {'a'}, new byte[] {'b'});
    assertThat(attested.encode())
        .asString()
        .isEqualTo("{\"statement\":\"YQ==\",\"attestation\":\"Yg==\"}");
    assertThat(AttestedStatement.parse(attested.encode())).isEqualTo(attested);
    assertThat(attested("{ \"attestation\": \"Yg==\", \"statement\": \"YQ==\" }"))
        .isEqualTo(attested);
    attested.statement()[0] = 0;
    assertThat(attested.statement()).containsExactly('a');
    for (String text :
        new String[] {
          "{}",
          "[]",
          "{\"statement\":\"YQ==\"}",
          "{\"statement\":\"YQ\",\"attestation\":\"Yg==\"}",
          "{\"statement\":\"YQ==\",\"attestation\":\"Yg==\",\"x\":1}"
        }) {
      assertThatThrownBy(() -> attested(text)).isInstanceOf(MalformedStatementException.class);
    }
  }

  @Test
  @DisplayName("the acknowledgements of 10,001 parties with 16 sheets each are read; more aren't")
  void countsAcknowledgements() throws Exception {
    AttestedStatement one = new AttestedStatement(new byte[] {'a'}, new byte[] {'b'});
    byte[] terms = {'t'};
    int most = Limits.MAX_PARTIES * Limits.MAX_SHEETS_PER_BUYER;
    Receipt largest = new Receipt(terms, one, Collections.nCopies(most, one), one);
    assertThat(Receipt.parse(largest.encode()).acknowledgements()).hasSize(most);
    Receipt more = new Receipt(terms, one, Collections.nCopies(most + 7_000, one), one);
    assertThatThrownBy(() -> Receipt.parse(more.encode()))
        .isInstanceOf(MalformedStatementException.class)
        .hasMessageContaining("more than 500000 values");
  }

  @FuzzTest(maxDuration = "1m")
  void fuzz(byte[] bytes) {
    try {
      Receipt receipt = Receipt.parse(bytes);
      assertThat(Receipt.parse(receipt.encode()).terms()).isEqualTo(receipt.terms());
    } catch (MalformedStatementException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static Receipt parse(String text) throws MalformedStatementException {
    return Receipt.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static AttestedStatement attested(String text) throws MalformedStatementException {
    return AttestedStatement.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
