package dev.sealedbid.image.jars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JarLockTest {
  private static final Path CHECKED_IN = Path.of("..", "infra", "enclave-image", JarLock.NAME);
  private static final String MOVE_IT = "a dependency has moved? infra/enclave-image/lock jars";

  @Test
  @DisplayName("the one that is checked in is written as it stands")
  void checkedIn() throws IOException {
    assertThat(JarLock.read(CHECKED_IN).text()).isEqualTo(Files.readString(CHECKED_IN));
  }

  @Test
  @DisplayName("it has every jar of the trusted base with its SHA-256, and ships no other")
  void trustedBase() throws IOException {
    List<String> trusted = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("..", "bidding-enclave", "trusted-base.txt"))) {
      if (!line.isBlank() && !line.startsWith("#") && !line.contains("  ours: ")) {
        trusted.add(line.split(" ", 2)[0]);
      }
    }
    assertThat(JarLock.read(CHECKED_IN).of(LockedJar.Use.ENCLAVE))
        .as(MOVE_IT)
        .extracting(LockedJar::name)
        .containsExactlyInAnyOrderElementsOf(trusted);
  }

  @Test
  @DisplayName("the jars that the tests here run on are the ones that ship, byte for byte")
  void whatIsTestedShips() throws IOException {
    List<Path> classPath = new ArrayList<>();
    for (String part :
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .split(File.pathSeparator, -1)) {
      classPath.add(Path.of(part));
    }
    for (LockedJar jar :
        JarLock.read(CHECKED_IN).of(LockedJar.Use.ENCLAVE, LockedJar.Use.BUILDER)) {
      assertThat(classPath)
          .as(MOVE_IT)
          .filteredOn(part -> part.endsWith(jar.name()))
          .singleElement()
          .satisfies(
              part ->
                  assertThat(JarStore.sha256(Files.readAllBytes(part)))
                      .as("%s", part)
                      .isEqualTo(jar.sha256()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enclave 4 | enclave  4 | a use, a SHA-256 and a path",
        "enclave 4 | enclave x | no SHA-256",
        "enclave 4 | program 4 | No enum constant",
        "enclave 4 | ENCLAVE 4 | a use, a SHA-256 and a path",
        "commons-codec/commons-codec/1 | ../commons-codec/1 | no jar's path",
        "commons-codec/commons-codec/1 | /commons-codec/1 | no jar's path",
        "commons-codec-1.21.0.jar | commons-codec-1.21.0.zip | no jar's path",
        "commons-codec-1.21.0.jar | jackson-core-3.1.5.jar | has jackson-core-3.1.5.jar twice",
      })
  @DisplayName("what isn't one is refused by name")
  void refused(String from, String to, String message) throws IOException {
    String good = Files.readString(CHECKED_IN);
    assertThat(good).contains(from);
    String bad = good.replaceFirst(Pattern.quote(from), to);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> JarLock.parse(bad))
        .withMessageContaining(message);
  }

  @Test
  @DisplayName("one without a jar for the enclave is refused")
  void nothing() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> JarLock.parse("# nothing\n"))
        .withMessageContaining("no jar for the enclave");
  }
}
