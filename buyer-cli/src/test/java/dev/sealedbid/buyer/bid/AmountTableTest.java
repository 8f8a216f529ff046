package dev.sealedbid.buyer.bid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.buyer.bid.AmountTable.UnusableTableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Tables of amounts, as spreadsheets save them")
class AmountTableTest {
  private static final List<String> COLUMNS = List.of("lot", "amount");

  private static List<AmountTable.Row> read(String text) throws UnusableTableException {
    return AmountTable.read(text.getBytes(StandardCharsets.UTF_8), COLUMNS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lot,amount\nlot-1,1250.00\nlot-2,7\n",
        "\uFEFFlot,amount\r\nlot-1,1250.00\r\nlot-2,7\r\n",
        "\uFEFFLot;Amount\r\n\"lot-1\";\"1250.00\"\r\nlot-2;7",
        "LOT\tAMOUNT\rlot-1\t1250.00\rlot-2\t7\r",
        "\"Lot\",\"Amount\"\n\"lot-1\",1250.00\n\"lot-2\",\"7\"\n",
        "amount,lot\n1250.00,lot-1\n7,lot-2\n",
        " lot , amount \n lot-1 , 1250.00 \n lot-2 , 7 ",
        "\n\nlot;amount;\nlot-1;1250.00;\n;\n;;\nlot-2;7;\n;\n",
      })
  @DisplayName("byte order mark, line ends, quotes, separators, capitals, order, empty cells")
  void forms(String text) throws Exception {
    assertThat(read(text))
        .extracting(AmountTable.Row::fields)
        .containsExactly(List.of("lot-1", "1250.00"), List.of("lot-2", "7"));
  }

  @ParameterizedTest
  @CsvSource({"'\n', 2, 5", "'\r\n', 2, 5", "'\r', 2, 5"})
  @DisplayName("the number of a line is the editor's, whatever ends it")
  void lines(String end, long first, long second) throws Exception {
    String ending = end.replace("\\r", "\r").replace("\\n", "\n");
    String text = String.join(ending, "lot,amount", "lot-1,1", "", "", "lot-2,2");
    assertThat(read(text)).extracting(AmountTable.Row::line).containsExactly(first, second);
    assertThat(read(text + ending))
        .extracting(AmountTable.Row::line)
        .containsExactly(first, second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1250,00",
        "1,250",
        "1,250.00",
        "1.250,00",
        "1.250.000",
        "1 250.00",
        "1\u00a0250",
        "1'250",
        "1\u2019250",
        "1\u202f250",
        "1_250"
      })
  @DisplayName("a decimal comma and grouped digits are refused by name, never guessed")
  void neverGuessed(String amount) {
    assertThatThrownBy(() -> read("lot;amount\nlot-1;\"" + amount + "\"\n"))
        .asInstanceOf(InstanceOfAssertFactories.type(UnusableTableException.class))
        .satisfies(
            e -> {
              assertThat(e.reason())
                  .isEqualTo(
                      "line 2: the amount has a decimal comma or grouped digits, and nobody"
                          + " guesses which it is")
                  .doesNotContain("250");
              assertThat(e.remedy()).contains("like 1250.00");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lot,amount\\nlot-1,1250,00|line 2: it has 3 fields, not 2",
        "lot-1,98765|line 1: the header isn't lot,amount",
        "lot,sum\\nlot-1,98765|line 1: the header isn't lot,amount",
        "lot,amount,note\\nlot-1,98765,x|line 1: the header isn't lot,amount",
        "lot,lot\\nlot-1,98765|line 1: the header isn't lot,amount",
        "lot|line 1: the header isn't lot,amount",
        "lot,amount\\nlot-1,\"98765|line 2: a quotation mark is out of place",
        "lot,amount\\n\"lot-1\"9,98765|line 2: a quotation mark is out of place",
        "''|it is empty",
        ";;\\n;;|it is empty",
      })
  @DisplayName("what isn't such a table is refused, and nothing of it repeated")
  void refused(String text, String reason) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .asInstanceOf(InstanceOfAssertFactories.type(UnusableTableException.class))
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(reason).doesNotContain("98765");
              assertThat(e.remedy()).isNotBlank();
            });
  }

  @Test
  @DisplayName("Excel's \"Unicode text\" and code pages aren't UTF-8")
  void encodings() {
    for (var encoding : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16)) {
      byte[] text = "lot\tamount\nlot-1\t1\n".getBytes(encoding);
      assertThatThrownBy(() -> AmountTable.read(text, COLUMNS))
          .hasMessage("it isn't text in UTF-8");
    }
    byte[] latin = "lot,amount\nst\u00fcck,1\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> AmountTable.read(latin, COLUMNS)).hasMessage("it isn't text in UTF-8");
  }

  @Test
  void aRowDoesNotShowItsFields() throws Exception {
    assertThat(read("lot,amount\nlot-1,98765\n")).hasToString("[Row[line 2]]");
  }
}
