package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's place in a build; what "compiles" here is a script of the test. */
class KernelTest {
  private static final LockFile CHECKED_IN =
      LockFile.read(Path.of("..", "infra", "enclave-image", "image.lock.json"));
  private static final String COMPILED = "the kernel of v1";

  @TempDir private Path folder;
  private Path configuration = Path.of("");
  private final List<String> unpacked = new ArrayList<>();

  @BeforeEach
  void checkout() throws IOException {
    configuration = Files.createDirectories(folder.resolve("infra/enclave-image/kernel"));
    Files.writeString(configuration.resolve("config"), "v1");
    Files.writeString(
        configuration.resolve("compile"),
        """
        test -d "$1" && test ! -e "$2" || exit 1
        printf 'the kernel of %s' "$(cat "$(dirname "$0")/config")" >"$3"
        """);
  }

  @Test
  @DisplayName("it is compiled once, from the kernel's packages and no others; then it is kept")
  void once() throws IOException {
    assertThat(kernel(COMPILED).compiled()).hasContent(COMPILED);
    assertThat(unpacked)
        .contains("linux-source-6.12", "gcc-12", "libc6")
        .doesNotContain("tcc", "openjdk-17-jdk-headless");
    unpacked.clear();
    assertThat(kernel(COMPILED).compiled()).hasContent(COMPILED);
    assertThat(unpacked).isEmpty();
    try (Stream<Path> left = Files.list(kernel(COMPILED).compile().getParent())) {
      assertThat(left.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("bzImage", "lock");
    }
  }

  @Test
  @DisplayName("other bytes than the lock file's aren't used, and the message has both digests")
  void otherBytes() {
    assertThatExceptionOfType(CommandFailedException.class)
        .isThrownBy(() -> kernel("another").compiled())
        .withMessageContaining(digest(COMPILED))
        .withMessageContaining(digest("another"))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(e.hints()).anyMatch(hint -> hint.contains("lock kernel"));
            });
  }

  @Test
  @DisplayName("a changed configuration, or another way to compile, isn't served by the cache")
  void changed() throws IOException {
    kernel(COMPILED).compiled();
    Files.writeString(configuration.resolve("config"), "v2");
    assertThatThrownBy(() -> kernel(COMPILED).compiled())
        .hasMessageContaining(digest("the kernel of v2"));
    Files.writeString(configuration.resolve("config"), "v1");
    Files.writeString(configuration.resolve("compile"), "printf other >\"$3\"");
    assertThatThrownBy(() -> kernel(COMPILED).compiled()).hasMessageContaining(digest("other"));
  }

  @Test
  @DisplayName("what was changed in the cache is found out")
  void changedInTheCache() throws IOException {
    Files.writeString(kernel(COMPILED).compiled(), "tampered with");
    assertThatThrownBy(() -> kernel(COMPILED).compiled())
        .hasMessageContaining(digest("tampered with"));
  }

  @Test
  @DisplayName("a compiler that fails leaves nothing in the cache, and the message names its log")
  void failure() throws IOException {
    Files.writeString(configuration.resolve("compile"), "printf half >\"$3\"; exit 1");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatExceptionOfType(CommandFailedException.class)
          .isThrownBy(() -> kernel(COMPILED).compile())
          .withMessageContaining("compiling the kernel failed")
          .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.contains("log")));
    }
  }

  @Test
  @DisplayName("a published file is taken if it is the lock file's kernel, and only then")
  void published() throws IOException {
    Path file = Files.writeString(folder.resolve("bzImage"), COMPILED);
    assertThat(kernel(COMPILED).published(file)).isEqualTo(file);
    assertThatThrownBy(() -> kernel("another").published(file))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("isn't the kernel of the lock file")
        .hasMessageContaining(digest(COMPILED));
    assertThatThrownBy(() -> kernel(COMPILED).published(folder.resolve("none")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("doesn't exist");
  }

  @Test
  @DisplayName("its release stands in its header; a file without one is no kernel")
  void release() throws IOException {
    byte[] kernel = new byte[0x500];
    System.arraycopy(ascii("HdrS"), 0, kernel, 0x202, 4);
    kernel[0x20e] = 0x10;
    kernel[0x20f] = 0x02;
    byte[] said = ascii("6.12.1 (who@where) #1");
    System.arraycopy(said, 0, kernel, 0x410, said.length);
    Path file = Files.write(folder.resolve("bzImage"), kernel);
    assertThat(Kernel.release(file)).isEqualTo("6.12.1");
    kernel[0x410] = 0;
    Files.write(file, kernel);
    assertThatThrownBy(() -> Kernel.release(file)).isInstanceOf(IOException.class);
    Files.write(file, new byte[0x500]);
    assertThatThrownBy(() -> Kernel.release(file)).hasMessageContaining("no kernel for x86-64");
    Files.write(file, ascii("short"));
    assertThatThrownBy(() -> Kernel.release(file)).hasMessageContaining("no kernel for x86-64");
  }

  private Kernel kernel(String locked) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Map.of(),
            folder,
            false);
    return new Kernel(
        new Console("test", terminal, false),
        new Shell(folder.resolve("log")),
        CHECKED_IN.withKernel(digest(locked)),
        (packages, root) -> {
          Files.createDirectories(root);
          packages.forEach(each -> unpacked.add(each.name()));
        },
        folder.resolve("cache"),
        folder);
  }

  private static String digest(String text) {
    return Sha256.of(ascii(text));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
