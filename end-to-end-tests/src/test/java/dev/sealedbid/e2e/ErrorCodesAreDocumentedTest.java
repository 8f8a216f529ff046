package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.rest.ParentCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErrorCodesAreDocumentedTest {
  private static final Path ERRORS = Path.of("..", "docs", "ERRORS.md");

  @Test
  @DisplayName("docs/ERRORS.md has a section for each code, in order, and no other")
  void everyCodeOnce() throws IOException {
    List<String> documented =
        Files.readAllLines(ERRORS).stream()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();
    List<String> codes =
        Stream.concat(Stream.of(ErrorCode.values()), Stream.of(ParentCode.values()))
            .map(Enum::name)
            .toList();
    assertThat(documented).containsExactlyElementsOf(codes);
  }

  @Test
  @DisplayName("the section of an enclave's code starts with its number on the wire")
  void numbers() throws IOException {
    String text = Files.readString(ERRORS);
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(text).contains("### " + code.name() + "\n" + code.number() + ". ");
    }
  }
}
