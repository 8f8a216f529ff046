package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.image.jars.JarLock;
import dev.sealedbid.image.jars.JarOptions;
import dev.sealedbid.image.jars.JarStore;
import dev.sealedbid.image.jars.JarsRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      names = "--mirror",
      paramLabel = "URL",
      description = "A Debian mirror to try before those of this machine's apt; repeatable.")
  private List<String> mirrors = List.of();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where inputs are kept (default: sealed-bid-ci in your cache folder).")
  private @Nullable Path cache;

  @Option(
      names = "--maven-repository",
      paramLabel = "URL",
      description =
          "A Maven repository to try for jars before this machine's (the local one, and what Maven's"
              + " settings name); repeatable. Jars are checked wherever they come from.")
  private List<String> repositories = List.of();

  Path lock(Terminal terminal) {
    return terminal.resolve(lock);
  }

  Mirrors mirrors(Shell shell) {
    return new Mirrors(shell, mirrors, true);
  }

  LockFile locked(Terminal terminal) {
    return LockFile.read(lock(terminal));
  }

  /** Where the jars come from. */
  JarOptions jars(Terminal terminal) {
    return new JarOptions(
        lock(terminal).toAbsolutePath().resolveSibling(JarLock.NAME),
        cache(terminal),
        repositories);
  }

  /** The enclave's libraries, with the bytes that the lock file names. */
  EnclaveJars checkedJars(Console console, Terminal terminal, Path work) throws IOException {
    JarOptions jars = jars(terminal);
    JarStore store =
        jars.store(terminal.environment(), Path.of(System.getProperty("user.home")), console::warn);
    try {
      return EnclaveJars.checked(jars.lock(), store, work);
    } catch (JarsRefusedException e) {
      throw new CommandFailedException(ExitCode.REFUSED, e.reason(), e.hints(), e);
    }
  }

  /** What the image is made from, but for the kernel. */
  Inputs inputs(Console console, Terminal terminal, Shell shell) throws IOException {
    LockFile locked = locked(terminal);
    return Inputs.unpack(
        packages(console, terminal, shell, locked),
        locked,
        Files.createDirectories(cache(terminal)));
  }

  /** The kernel of a lock file; nothing is fetched or compiled yet. */
  Kernel kernel(Console console, Terminal terminal, Shell shell, LockFile locked, Path sources)
      throws IOException {
    return new Kernel(
        console,
        shell,
        locked,
        packages(console, terminal, shell, locked)::unpack,
        Files.createDirectories(cache(terminal)),
        sources);
  }

  private PackageRoot packages(Console console, Terminal terminal, Shell shell, LockFile locked)
      throws IOException {
    List<Path> local = new ArrayList<>();
    packages.forEach(file -> local.add(terminal.resolve(file)));
    for (Path file : local) {
      requireLocked(file, locked);
    }
    Path kept = cache(terminal).resolve("packages");
    return new PackageRoot(
        console, shell, new PackageStore(console, shell, kept, local, mirrors(shell)));
  }

  private static void requireLocked(Path file, LockFile locked) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandFailedException.usage("the package " + file + " doesn't exist");
    }
    String digest = Sha256.of(file);
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
    return JarOptions.defaultCache(
        terminal.environment(), Path.of(System.getProperty("user.home")));
  }
}
