package dev.sealedbid.image.jars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulesTest {
  @Test
  @DisplayName("each module is behind what it needs; what only tests need is left out")
  void ofThisCheckout() throws IOException {
    List<String> modules = Modules.of(Path.of(".."), "bidding-enclave");
    assertThat(modules).last().isEqualTo("bidding-enclave");
    assertThat(modules)
        .contains("bidding-core", "nitro-enclaves-sdk")
        .doesNotContain("nitro-local-aws", "bidding-parent")
        .containsSubsequence("bidding-core", "bidding-protocol", "bidding-enclave");
  }

  @Test
  @DisplayName("modules that need each other, and one that isn't there, are refused")
  void refused(@TempDir Path folder) throws IOException {
    module(folder, "one", "two");
    module(folder, "two", "one");
    module(folder, "three", "../three");
    for (String name : List.of("one", "three", "four")) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> Modules.of(folder, name));
    }
  }

  private static void module(Path folder, String name, String needs) throws IOException {
    Files.createDirectories(folder.resolve(name));
    Files.writeString(
        folder.resolve(name).resolve("pom.xml"),
        "<project><dependencies><dependency><groupId>dev.sealedbid</groupId><artifactId>"
            + needs
            + "</artifactId></dependency></dependencies></project>");
  }
}
