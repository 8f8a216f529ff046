package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityProvidersTest {
  private static final List<String> LISTED =
      List.of(
          "security.provider.1=SUN",
          "security.provider.2=SunRsaSign",
          "security.provider.3=SunEC",
          "security.provider.4=SunJSSE",
          "security.provider.5=SunJCE");

  @TempDir private Path runtime;

  @Test
  @DisplayName("the file of the JDK that runs this: the linked providers stay, all else unchanged")
  void ofThisJdk() throws IOException {
    Path original = Path.of(System.getProperty("java.home"), "conf", "security", "java.security");
    Path file = runtime.resolve("conf/security/java.security");
    Files.createDirectories(file.getParent());
    Files.copy(original, file);

    SecurityProviders.restrict(runtime);

    List<String> before = Files.readAllLines(original, StandardCharsets.ISO_8859_1);
    List<String> after = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    assertThat(after).filteredOn(line -> line.startsWith("security.provider.")).isEqualTo(LISTED);
    assertThat(after)
        .filteredOn(line -> !line.startsWith("security.provider."))
        .isEqualTo(before.stream().filter(l -> !l.startsWith("security.provider.")).toList());
  }

  @Test
  @DisplayName("a provider that isn't linked goes, and the numbers close up")
  void numbersCloseUp() throws IOException {
    assertThat(
            SecurityProviders.restricted(
                List.of(
                    "# security.provider.tbd=<provider>",
                    "security.provider.1=SUN",
                    "security.provider.2=XMLDSig",
                    "security.provider.3=SunRsaSign",
                    "security.provider.4=SunEC",
                    "security.provider.5=SunJSSE",
                    "security.provider.6=SunJCE",
                    "keystore.type=pkcs12")))
        .containsExactly(
            "# security.provider.tbd=<provider>",
            LISTED.get(0),
            LISTED.get(1),
            LISTED.get(2),
            LISTED.get(3),
            LISTED.get(4),
            "keystore.type=pkcs12");
  }

  @Test
  @DisplayName("a file without one of them, or with another order, stops the build")
  void unknownFile() {
    assertThatThrownBy(() -> SecurityProviders.restricted(LISTED.subList(1, 5)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[SunRsaSign, SunEC, SunJSSE, SunJCE]");
    assertThatThrownBy(
            () ->
                SecurityProviders.restricted(
                    List.of(
                        LISTED.get(1), LISTED.get(0), LISTED.get(2), LISTED.get(3), LISTED.get(4))))
        .isInstanceOf(IOException.class);
  }
}
