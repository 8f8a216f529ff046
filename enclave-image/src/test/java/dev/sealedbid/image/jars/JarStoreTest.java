package dev.sealedbid.image.jars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarStoreTest {
  private static final byte[] CODEC = "the codec".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ANOTHER = "another jar".getBytes(StandardCharsets.UTF_8);
  private static final byte[] POISON = "a poisoned codec".getBytes(StandardCharsets.UTF_8);
  private static final LockedJar JAR =
      new LockedJar(LockedJar.Use.ENCLAVE, JarStore.sha256(CODEC), "codec/codec/1/codec-1.jar");

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  @DisplayName("what a local repository has with other bytes is passed over, and said")
  void poisonedLocalRepository() throws IOException {
    store(local(POISON), remote(CODEC)).write(List.of(JAR), folder.resolve("out"));
    assertThat(folder.resolve("out/codec-1.jar")).hasBinaryContent(CODEC);
    assertThat(said)
        .singleElement()
        .asString()
        .contains("has other bytes as codec/codec/1/codec-1.jar", JarStore.sha256(POISON));
  }

  @Test
  @DisplayName("where nobody has the right bytes nothing is written, not even the jars before it")
  void lyingMirror() throws IOException {
    LockedJar good =
        new LockedJar(LockedJar.Use.ENCLAVE, JarStore.sha256(ANOTHER), "another/1/another-1.jar");
    JarSource lies =
        source("a mirror", path -> Optional.of(path.startsWith("another") ? ANOTHER : POISON));
    assertThatExceptionOfType(JarsRefusedException.class)
        .isThrownBy(
            () -> store(local(POISON), lies).write(List.of(good, JAR), folder.resolve("out")))
        .withMessageContaining("nobody has codec/codec/1/codec-1.jar with SHA-256 " + JAR.sha256())
        .withMessageContaining("a mirror")
        .satisfies(e -> assertThat(e.hints()).isNotEmpty());
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(said).hasSize(2);
  }

  @Test
  @DisplayName("the cache spares the sources, and is believed no more than they are")
  void cache() throws IOException {
    store(remote(CODEC)).write(List.of(JAR), folder.resolve("first"));
    store().write(List.of(JAR), folder.resolve("second"));
    assertThat(folder.resolve("second/codec-1.jar")).hasBinaryContent(CODEC);

    Files.write(folder.resolve("cache").resolve(JAR.sha256() + ".jar"), POISON);
    assertThatExceptionOfType(JarsRefusedException.class)
        .isThrownBy(() -> store().write(List.of(JAR), folder.resolve("third")));
    store(remote(CODEC)).write(List.of(JAR), folder.resolve("fourth"));
    assertThat(folder.resolve("fourth/codec-1.jar")).hasBinaryContent(CODEC);
    store().write(List.of(JAR), folder.resolve("fifth"));
  }

  @Test
  @DisplayName("a source that fails, and one that has it not, are no reason to stop")
  void failing() throws IOException {
    JarSource fails =
        source(
            "one that fails",
            path -> {
              throw new IOException("HTTP status 500");
            });
    store(fails, source("an empty one", path -> Optional.empty()), remote(CODEC))
        .write(List.of(JAR), folder.resolve("out"));
    assertThat(said).singleElement().asString().contains("one that fails", "HTTP status 500");
  }

  private JarStore store(JarSource... sources) {
    return new JarStore(folder.resolve("cache"), List.of(sources), said::add);
  }

  private JarSource local(byte[] content) throws IOException {
    Path repository = folder.resolve("repository");
    Path file = repository.resolve(JAR.path());
    Files.createDirectories(repository.resolve("codec/codec/1"));
    Files.write(file, content);
    return new FolderSource(repository);
  }

  private static JarSource remote(byte[] content) {
    return source("a mirror", path -> Optional.of(content.clone()));
  }

  @FunctionalInterface
  private interface Answer {
    Optional<byte[]> to(String path) throws IOException;
  }

  private static JarSource source(String name, Answer answer) {
    return new JarSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<byte[]> get(String path) throws IOException {
        return answer.to(path);
      }
    };
  }
}
