package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/EMBEDDED_VS_LOCALSTACK.md")
class DifferencesTableTest {
  @Test
  @DisplayName("each row is of a case, says what AWS does as the case does, and is a difference")
  void rows() throws IOException {
    Map<String, String> aws =
        Contract.cases().collect(Collectors.toMap(Contract.Case::id, Contract.Case::aws));
    Map<String, DifferencesTable.Row> rows = DifferencesTable.read().rows();
    assertThat(rows).isNotEmpty();
    rows.forEach(
        (id, row) -> {
          assertThat(aws).as("a case of the contract").containsKey(id);
          assertThat(row.aws()).as(id).isEqualTo(aws.get(id));
          assertThat(row.embedded().equals(row.aws()) && row.localStack().equals(row.aws()))
              .as("%s no longer differs: take the row out", id)
              .isFalse();
          assertThat(row.source()).as(id).contains("https://docs.aws.amazon.com/");
        });
  }
}
