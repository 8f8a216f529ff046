package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the inputs that aren't ours come from; a picocli mixin. */
final class InputOptions {
  @Option(
      names = "--lock",
      paramLabel = "FILE",
      required = true,
      description = "The lock file: every input that isn't ours, with version and SHA-256.")
  private Path lock = Path.of("");

  @Option(
      names = "--package",
      paramLabel = "FILE",
      description = "A Debian package of the lock file that you have already; repeatable.")
  private List<Path> packages = List.of();

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description = "The same for the kernel's package.")
  private @Nullable Path kernel;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "A Debian mirror to try before those of this machine's apt; repeatable.")
  private List<String> mirrors = List.of();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where inputs are kept (default: sealed-bid-ci in your cache folder).")
  private @Nullable Path cache;

  Path lock(Terminal terminal) {
    return terminal.resolve(lock);
  }

  Mirrors mirrors(Shell shell) {
    return new Mirrors(shell, mirrors, true);
  }

  Inputs inputs(Console console, Terminal terminal, Shell shell) throws IOException {
    return inputs(console, terminal, shell, LockFile.read(lock(terminal)));
  }

  Inputs inputs(Console console, Terminal terminal, Shell shell, LockFile locked)
      throws IOException {
    List<Path> local = new ArrayList<>();
    packages.forEach(file -> local.add(terminal.resolve(file)));
    Optional.ofNullable(kernel).ifPresent(file -> local.add(terminal.resolve(file)));
    for (Path file : local) {
      requireLocked(file, locked);
    }
    Path kept = cache(terminal);
    Files.createDirectories(kept);
    PackageStore store =
        new PackageStore(console, shell, kept.resolve("packages"), local, mirrors(shell));
    return Inputs.unpack(console, shell, locked, store, kept);
  }

  private static void requireLocked(Path file, LockFile locked) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandFailedException.usage("the package " + file + " doesn't exist");
    }
    String digest = PackageStore.sha256(file);
    if (locked.packages().stream().noneMatch(p -> p.sha256().equals(digest))) {
      throw CommandFailedException.usage(
          file + " isn't a package of the lock file: its SHA-256 is " + digest,
          "the lock file says which version it must be; another one makes another image");
    }
  }

  private Path cache(Terminal terminal) {
    if (cache != null) {
      return terminal.resolve(cache);
    }
    Path base =
        terminal
            .variable("XDG_CACHE_HOME")
            .filter(value -> !value.isEmpty())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return base.resolve("sealed-bid-ci").resolve("enclave-image");
  }
}
