package dev.sealedbid.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BidsFileTest {
  private static BidsFile parse(String csv) throws BidsFile.InvalidBidsFileException {
    return BidsFile.parse(csv.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("buyers and lots are made in the order in which they appear")
  void order() throws Exception {
    BidsFile file = parse("buyer,lot,amount\nzoe,lot-2,10.5\namy,lot-1,7\n\nzoe,lot-1,0.05\n");
    assertThat(file.lots()).containsExactly("lot-2", "lot-1");
    assertThat(file.bids().keySet()).containsExactly("zoe", "amy");
    assertThat(file.bids().get("zoe")).isEqualTo(Map.of("lot-2", "10.5", "lot-1", "0.05"));
    assertThat(file.size()).isEqualTo(3);
  }

  @Test
  @DisplayName(
      "what spreadsheets write is no matter: line ends, byte order mark, quotes, semicolons,"
          + " capitals")
  void tolerant(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("bids.csv");
    for (String csv :
        List.of(
            "\uFEFFbuyer, lot, amount\r\nb1 , l1 , 1.00\r\n",
            "\uFEFFBuyer;Lot;Amount\r\n\"b1\";\"l1\";\"1.00\"\r\n;;\r\n")) {
      Files.writeString(file, csv);
      assertThat(BidsFile.read(file).bids()).isEqualTo(Map.of("b1", Map.of("l1", "1.00")));
    }
    Files.writeString(file, "buyer;lot;amount\nb1;l1;1,00\n");
    assertThatThrownBy(() -> BidsFile.read(file)).hasMessageContaining("decimal comma");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "b1,l1|line 2: the amount must be",
        "b1|line 2: the lot's id",
        "b1,l1,1,2|line 2: it has 4 fields, not 3",
        "B1,l1,1|line 2: the buyer's id",
        ",l1,1|line 2: the buyer's id",
        "b1,l_1,1|line 2: the lot's id",
        "seller,l1,1|line 2: no buyer of the demo can be called seller",
        "auctioneer,l1,1|line 2: no buyer of the demo can be called auctioneer",
        "careless-buyer,l1,1|line 2: no buyer of the demo can be called careless-buyer",
        "b1,l1,1.234|line 2: the amount must be a decimal with at most two places",
        "b1,l1,-1|line 2: the amount must be",
        "b1,l1,1e3|line 2: the amount must be",
        "b1,l1,007|line 2: the amount must be",
        "b1,l1,|line 2: the amount must be",
        "b1,l1,1234567890123456|line 2: the amount must be",
      })
  void badLines(String line, String message) {
    assertThatThrownBy(() -> parse("buyer,lot,amount\n" + line))
        .isInstanceOf(BidsFile.InvalidBidsFileException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  @DisplayName("a message about a bad amount doesn't repeat it")
  void noAmountInMessages() {
    assertThatThrownBy(() -> parse("buyer,lot,amount\nb1,l1,98765.432"))
        .hasMessageNotContaining("98765");
  }

  @Test
  @DisplayName("the number of the bad line is the editor's")
  void lineNumbers() {
    assertThatThrownBy(() -> parse("\nbuyer,lot,amount\n\nb1,l1,1\nb1,l1,2\n"))
        .hasMessage("line 5: b1 has a bid on l1 already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "buyer,lot,amount\n", "buyer;lot;amount\nb,l,1\n"})
  void nothingToBid(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(BidsFile.InvalidBidsFileException.class);
  }

  @Test
  void unreadable(@TempDir Path dir) throws Exception {
    assertThatThrownBy(() -> BidsFile.read(dir.resolve("none.csv")))
        .hasMessageContaining("there is no such file");
    Path latin = dir.resolve("latin.csv");
    Files.write(latin, "buyer,lot,amount\nb\u00e9,l,1".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> BidsFile.read(latin)).hasMessageContaining("UTF-8");
  }
}
