package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A threat model that names a test that isn't there promises what nobody checks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreatModelIsTestedTest {
  private static final Path HOME = Path.of("..");
  private static final Path THREAT_MODEL = HOME.resolve("docs").resolve("THREAT_MODEL.md");
  private static final String HEADER = "| attack | G | defence | test |";
  private static final String LEFT_OUT = "| left out | why |";
  private static final Pattern CARRIED_OUT =
      Pattern.compile("demo `|\\w*(AttackIT|QemuIT|AuctionIT|TroubleSuite)\\b");
  private static final Pattern NAMED = Pattern.compile("(?:([a-z][a-z-]*) )?`([^`]+)`");
  private static final Pattern METHOD = Pattern.compile("([A-Z]\\w*)?\\.(\\w+)");
  private static final Pattern GUARANTEES = Pattern.compile("none|G\\d+(, G\\d+)*");

  private final List<Path> sources = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private String demo = "";

  @BeforeAll
  void read() throws IOException {
    try (Stream<Path> modules = Files.list(HOME)) {
      for (Path module : modules.toList()) {
        collect(module.resolve("src").resolve("test").resolve("java"));
      }
    }
    demo =
        Files.readString(
            HOME.resolve("local-demo/src/main/java/dev/sealedbid/demo/attack")
                .resolve("Attacks.java"));
    List<String> lines = Files.readAllLines(THREAT_MODEL);
    rows.addAll(tables(lines, HEADER));
    tables(lines, LEFT_OUT).forEach(row -> leftOut.add(row.get(0)));
  }

  /** The rows of all tables with that header. */
  private static List<List<String>> tables(List<String> lines, String header) {
    List<List<String>> found = new ArrayList<>();
    boolean inTable = false;
    for (String line : lines) {
      inTable = line.equals(header) || (inTable && line.startsWith("|"));
      if (inTable && !line.equals(header) && !line.startsWith("|---")) {
        found.add(cells(line));
      }
    }
    return found;
  }

  @Test
  @DisplayName("docs/THREAT_MODEL.md: the attack suite has every row but those that say why not")
  void everyRowIsCarriedOut() {
    List<String> without =
        rows.stream()
            .filter(row -> !CARRIED_OUT.matcher(row.get(3)).find())
            .map(row -> row.get(0))
            .toList();
    assertThat(leftOut).isNotEmpty().containsExactlyInAnyOrderElementsOf(without);
  }

  @Test
  @DisplayName("docs/THREAT_MODEL.md: every test that a row names exists")
  void everyTestExists() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (List<String> row : rows) {
      String module = "";
      String type = "";
      Matcher names = NAMED.matcher(row.get(3));
      while (names.find()) {
        named++;
        String name = names.group(2);
        if ("demo".equals(names.group(1))) {
          if (!demo.contains('"' + name + '"')) {
            missing.add("demo " + name);
          }
          continue;
        }
        Matcher method = METHOD.matcher(name);
        boolean isMethod = method.matches();
        String ofType = isMethod ? method.group(1) : name;
        if (ofType != null && !ofType.matches("[A-Z_]+")) {
          type = ofType;
          module = names.group(1) == null ? "" : names.group(1);
        }
        String problem = problem(module, type, isMethod ? "void " + method.group(2) + "(" : name);
        if (!problem.isEmpty()) {
          missing.add(row.get(0) + ": " + name + " " + problem);
        }
      }
    }
    assertThat(named).isGreaterThan(200); // else the tables weren't found
    assertThat(missing).isEmpty();
  }

  @Test
  @DisplayName("docs/THREAT_MODEL.md: every row has a guarantee or none, a defence and a test")
  void everyRowIsWhole() {
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row).as(row.get(0)).hasSize(4);
              assertThat(row.get(1)).as(row.get(0)).matches(GUARANTEES);
              assertThat(row.get(2)).as(row.get(0)).isNotEmpty();
              boolean promises = !row.get(1).equals("none");
              boolean tested = row.get(3).contains("`") || row.get(3).equals("as above");
              assertThat(tested || !promises || row.get(3).equals("none"))
                  .as("no test for: " + row.get(0))
                  .isTrue();
            });
  }

  private String problem(String module, String type, String text) throws IOException {
    List<Path> found =
        sources.stream()
            .filter(source -> source.endsWith(type + ".java"))
            .filter(source -> module.isEmpty() || source.startsWith(HOME.resolve(module)))
            .toList();
    if (found.size() != 1) {
      return found.isEmpty() ? "(no such class)" : "(which module's?)";
    }
    return Files.readString(found.get(0)).contains(text) ? "" : "(not in " + type + ")";
  }

  private void collect(Path tests) throws IOException {
    if (Files.isDirectory(tests)) {
      try (Stream<Path> files = Files.walk(tests)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
  }

  private static List<String> cells(String line) {
    return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(String::strip)
        .toList();
  }
}
