package dev.sealedbid.auctioneer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TermsExampleTest {
  @Test
  @DisplayName("[T-2] the example is the vector, which core reads")
  void isTheVector() throws Exception {
    assertThat(TermsExample.json())
        .isEqualTo(Files.readAllBytes(Path.of("..", "vectors", "terms", "example.json")));
  }
}
