package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeanJarTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("keeps classes and resources byte for byte, and leaves out what nothing reads")
  void keeps() throws IOException {
    Path from =
        jar(
            "from.jar",
            "com/",
            "com/b/B.class",
            "com/b/native.so",
            "META-INF/PROVIDER.SF",
            "META-INF/PROVIDER.RSA",
            "META-INF/maven/a/pom.xml",
            "META-INF/services/java.security.Provider",
            "META-INF/versions/17/com/b/B.class",
            "META-INF/MANIFEST.MF",
            "com/a/A.class",
            "com/b/notes.also");
    Path to = folder.resolve("to.jar");
    LeanJar.write(from, to);

    List<String> names = new ArrayList<>();
    try (ZipFile jar = new ZipFile(to.toFile());
        ZipFile original = new ZipFile(from.toFile())) {
      for (ZipEntry entry : jar.stream().map(ZipEntry.class::cast).toList()) {
        names.add(entry.getName());
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        assertThat(jar.getInputStream(entry).readAllBytes())
            .isEqualTo(original.getInputStream(entry).readAllBytes());
      }
    }
    assertThat(names)
        .containsExactly(
            "META-INF/MANIFEST.MF",
            "META-INF/services/java.security.Provider",
            "META-INF/versions/17/com/b/B.class",
            "com/a/A.class",
            "com/b/B.class",
            "com/b/notes.also");
  }

  @Test
  @DisplayName("the order of a jar's entries, their times and their compression change nothing")
  void sameBytes() throws IOException {
    LeanJar.write(jar("one.jar", "a.class", "b.class"), folder.resolve("1"));
    LeanJar.write(jar("two.jar", "b.class", "a.class"), folder.resolve("2"));
    assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
  }

  private Path jar(String file, String... names) throws IOException {
    Path jar = folder.resolve(file);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          out.write(("the content of " + name).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return jar;
  }
}
