package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The enclave's class path is its trusted base: {@code trusted-base.txt} lists every jar of it with
 * a reason, and a change of either without the other fails here.
 */
class TrustedBaseIT {
  private static final Path LIB = Path.of("target", "lib");

  @Test
  @DisplayName("every jar of the class path is listed with a reason, and nothing else is")
  void listed() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("trusted-base.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.strip().split("\\s+", 2);
        assertThat(parts).as("a jar and a reason: %s", line).hasSize(2);
        listed.add(parts[0]);
      }
    }
    assertThat(listed).isSorted().doesNotHaveDuplicates();
    assertThat(jars().stream().map(jar -> String.valueOf(jar.getFileName())).sorted().toList())
        .as("a new jar on the enclave's class path? Read it, then list it with a reason")
        .isEqualTo(listed);
  }

  @Test
  @DisplayName("no stand-in, no parent and no logging backend is on it")
  void nothingElse() throws IOException {
    List<Path> all = new ArrayList<>(jars());
    all.add(Path.of("target", "bidding-enclave.jar"));
    for (Path jar : all) {
      for (String name : entries(jar)) {
        assertThat(name)
            .as("%s", jar.getFileName())
            .doesNotStartWith("dev/sealedbid/local")
            .doesNotStartWith("dev/sealedbid/demo")
            .doesNotStartWith("dev/sealedbid/parent")
            .doesNotStartWith("org/springframework")
            .doesNotStartWith("io/netty")
            .isNotEqualTo("META-INF/services/org.slf4j.spi.SLF4JServiceProvider")
            .doesNotStartWith("org/slf4j/simple")
            .doesNotStartWith("ch/qos/logback")
            .doesNotStartWith("org/apache/logging");
      }
    }
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(LIB)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }
}
