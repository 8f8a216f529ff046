package dev.sealedbid.demo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TamperedJarTest {
  private static final String CLASS = TamperedJar.class.getName();
  private static final String ENTRY = CLASS.replace('.', '/') + ".class";

  @Test
  @DisplayName("one byte differs, and the class still loads")
  void oneByte(@TempDir Path dir) throws Exception {
    Path original = jarWithThisClass(dir);
    Path copy = dir.resolve("copy.jar");

    TamperedJar.write(original, CLASS, copy);

    byte[] before = entry(original);
    byte[] after = entry(copy);
    assertThat(after).hasSameSizeAs(before);
    int differences = 0;
    for (int i = 0; i < before.length; i++) {
      differences += before[i] == after[i] ? 0 : 1;
    }
    assertThat(differences).isEqualTo(1);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {copy.toUri().toURL()}, null)) {
      assertThat(Class.forName(CLASS, true, loader)).isNotEqualTo(TamperedJar.class);
    }
  }

  @Test
  void withoutTheClassThereIsNothingToTamperWith(@TempDir Path dir) throws Exception {
    Path original = jarWithThisClass(dir);
    assertThatThrownBy(() -> TamperedJar.write(original, "no.such.Class", dir.resolve("copy.jar")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.such.Class");
  }

  private static Path jarWithThisClass(Path dir) throws IOException {
    Path jar = dir.resolve("original.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        var in = TamperedJar.class.getClassLoader().getResourceAsStream(ENTRY)) {
      zip.putNextEntry(new ZipEntry(ENTRY));
      java.util.Objects.requireNonNull(in).transferTo(zip);
      zip.closeEntry();
    }
    return jar;
  }

  private static byte[] entry(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile());
        var in = zip.getInputStream(zip.getEntry(ENTRY))) {
      return in.readAllBytes();
    }
  }
}
