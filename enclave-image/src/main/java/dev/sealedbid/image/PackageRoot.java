package dev.sealedbid.image;

import dev.sealedbid.cli.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Unpacks packages of the lock file into a folder, as if it were a machine's root. */
final class PackageRoot {
  private final Console console;
  private final Shell shell;
  private final PackageStore store;

  PackageRoot(Console console, Shell shell, PackageStore store) {
    this.console = console;
    this.shell = shell;
    this.store = store;
  }

  /** What tells one set of packages from another: 16 hexadecimal digits. */
  static String key(List<LockedPackage> packages) {
    return Sha256.of(
            packages.stream()
                .map(LockedPackage::sha256)
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII))
        .substring(0, 16);
  }

  /** Gets what isn't in the cache, and unpacks all of it into a new folder. */
  void unpack(List<LockedPackage> packages, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (LockedPackage locked : packages) {
      Path file = store.get(locked);
      console.say("unpacking " + locked.name());
      shell.run(
          "unpacking " + locked.fileName(),
          folder,
          Map.of(),
          List.of("dpkg-deb", "-x", file.toString(), folder.toString()));
    }
    relink(folder);
  }

  /**
   * Packages link to absolute paths (the JDK's configuration in /etc, say): here under this root.
   */
  private static void relink(Path root) throws IOException {
    List<Path> links;
    try (Stream<Path> files = Files.walk(root)) {
      links = files.filter(Files::isSymbolicLink).toList();
    }
    for (Path link : links) {
      Path target = Files.readSymbolicLink(link);
      if (target.isAbsolute()) {
        Path up = Path.of("../".repeat(root.relativize(link).getNameCount() - 1));
        Files.delete(link);
        Files.createSymbolicLink(link, up.resolve(target.toString().substring(1)));
      }
    }
  }
}
