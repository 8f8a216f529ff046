package dev.sealedbid.e2e.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** docs/EMBEDDED_VS_LOCALSTACK.md: where one of the two answers otherwise than AWS. */
final class DifferencesTable {
  private static final Path FILE = Path.of("..", "docs", "EMBEDDED_VS_LOCALSTACK.md");
  private static final String HEADER =
      "| case | AWS | embedded | LocalStack 4.14.0 | who says what AWS does |";

  /**
   * A row.
   *
   * @param aws what AWS answers
   * @param embedded what embedded AWS answers
   * @param localStack what LocalStack answers
   * @param source a link to AWS's documentation
   */
  record Row(String aws, String embedded, String localStack, String source) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();

  private DifferencesTable() {}

  static DifferencesTable read() throws IOException {
    DifferencesTable table = new DifferencesTable();
    boolean inside = false;
    for (String line : Files.readAllLines(FILE)) {
      inside = line.equals(HEADER) || (inside && line.startsWith("|"));
      if (inside && !line.equals(HEADER) && !line.startsWith("|---")) {
        table.add(line);
      }
    }
    return table;
  }

  private void add(String line) {
    List<String> cells =
        Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
            .map(String::strip)
            .map(cell -> cell.replace("`", ""))
            .toList();
    if (cells.size() != 5) {
      throw new IllegalArgumentException("not a row of " + FILE + ": " + line);
    }
    Row row = new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4));
    if (rows.put(cells.get(0), row) != null) {
      throw new IllegalArgumentException("twice in " + FILE + ": " + cells.get(0));
    }
  }

  Optional<Row> row(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  Map<String, Row> rows() {
    return rows;
  }
}
