package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The programs run on LocalStack because they run on AWS; whoever names it has a special case. */
class NoMentionTest {
  @Test
  @DisplayName("no production source or resource names LocalStack")
  void nowhere() throws IOException {
    List<Path> looked = new ArrayList<>();
    List<Path> naming = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path module : modules.toList()) {
        Path main = module.resolve("src").resolve("main");
        if (Files.isDirectory(main)) {
          look(main, looked, naming);
        }
      }
    }
    assertThat(looked).hasSizeGreaterThan(100);
    assertThat(naming).isEmpty();
  }

  private static void look(Path main, List<Path> looked, List<Path> naming) throws IOException {
    try (Stream<Path> files = Files.walk(main)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        looked.add(file);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (text.toLowerCase(Locale.ROOT).contains("localstack")) {
          naming.add(file);
        }
      }
    }
  }
}
