package dev.sealedbid.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.image.LockedPackage.Role;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageStoreTest {
  @TempDir private Path folder;
  private Path file = Path.of("");
  private LockedPackage locked = locked("0".repeat(64));

  @BeforeEach
  void local() throws IOException {
    file = Files.writeString(folder.resolve("kernel.deb"), "a package");
    locked = locked(Sha256.of(file));
  }

  @Test
  @DisplayName("a local file that is the locked package is taken, kept, and needed no more")
  void takesLocalFiles() throws IOException {
    Path kept = store(List.of(file)).get(locked);
    assertThat(kept).hasContent("a package");
    Files.delete(file);
    assertThat(store(List.of()).get(locked)).isEqualTo(kept);
  }

  @Test
  @DisplayName("when no mirror has it, the error says which, where it still is, and what to pass")
  void mirrorMovedOn() {
    assertThatExceptionOfType(CommandFailedException.class)
        .isThrownBy(() -> store(List.of()).get(locked))
        .withMessageContaining("no mirror has linux-source_1_all.deb of archive debian")
        .withMessageContaining(locked.sha256())
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
              assertThat(String.join("\n", e.hints()))
                  .contains("snapshot archive")
                  .contains("--package FILE")
                  .contains("--kernel FILE")
                  .contains("lock update");
            });
  }

  @Test
  @DisplayName("neither another local file nor a changed one in the cache is taken")
  void otherFiles() throws IOException {
    Path other = Files.writeString(folder.resolve("other.deb"), "another package");
    assertThatExceptionOfType(CommandFailedException.class)
        .isThrownBy(() -> store(List.of(other)).get(locked));
    Path kept = store(List.of(file)).get(locked);
    Files.writeString(kept, "tampered with");
    assertThatExceptionOfType(CommandFailedException.class)
        .isThrownBy(() -> store(List.of()).get(locked));
    assertThat(store(List.of(file)).get(locked)).hasContent("a package");
  }

  private PackageStore store(List<Path> files) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Map.of(),
            folder,
            false);
    Shell shell = new Shell(folder.resolve("log"));
    // A folder is a mirror, too: one that has nothing.
    Mirrors mirrors = new Mirrors(shell, List.of("file:" + folder + "/none/"), false);
    return new PackageStore(
        new Console("test", terminal, false), shell, folder.resolve("cache"), files, mirrors);
  }

  private static LockedPackage locked(String sha256) {
    return new LockedPackage(
        Role.KERNEL, "linux-source", "1", "debian", "pool/main/l/linux-source_1_all.deb", sha256);
  }
}
