package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A numbered rule that no test cites may be one that nobody keeps. */
class ProtocolIsTestedTest {
  private static final Path HOME = Path.of("..");
  private static final Pattern RULE = Pattern.compile("\\*\\*\\[([A-Z]-\\d+)]");
  private static final Pattern CITED = Pattern.compile("\\[([A-Z]-\\d+)]");

  @Test
  @DisplayName("docs/PROTOCOL.md: tests cite every rule by its number, and no others")
  void everyRuleIsCited() throws IOException {
    SortedSet<String> rules =
        numbers(RULE, Files.readString(HOME.resolve("docs").resolve("PROTOCOL.md")));
    SortedSet<String> cited = new TreeSet<>();
    try (Stream<Path> modules = Files.list(HOME)) {
      for (Path module : modules.toList()) {
        cited.addAll(citedBelow(module.resolve(Path.of("src", "test", "java"))));
      }
    }
    assertThat(rules).hasSizeGreaterThan(100); // else they weren't found
    assertThat(cited).isEqualTo(rules);
  }

  private static SortedSet<String> citedBelow(Path tests) throws IOException {
    SortedSet<String> cited = new TreeSet<>();
    if (Files.isDirectory(tests)) {
      List<Path> sources;
      try (Stream<Path> files = Files.walk(tests)) {
        sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      }
      for (Path source : sources) {
        cited.addAll(numbers(CITED, Files.readString(source)));
      }
    }
    return cited;
  }

  private static SortedSet<String> numbers(Pattern pattern, String text) {
    SortedSet<String> numbers = new TreeSet<>();
    pattern.matcher(text).results().forEach(found -> numbers.add(found.group(1)));
    return numbers;
  }
}
