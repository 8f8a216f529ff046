package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The packages of a lock file as files: local ones that the user names, the cache, or Debian's
 * mirror. Nothing is used whose SHA-256 isn't the lock file's.
 */
final class PackageStore {
  private static final String APT_HELPER = "/usr/lib/apt/apt-helper";

  private final Console console;
  private final Shell shell;
  private final Path cache;
  private final List<Path> local;
  private final Mirrors mirrors;

  PackageStore(Console console, Shell shell, Path cache, List<Path> local, Mirrors mirrors) {
    this.console = console;
    this.shell = shell;
    this.cache = cache;
    this.local = local;
    this.mirrors = mirrors;
  }

  /** The package's file, checked. */
  Path get(LockedPackage locked) throws IOException {
    Path kept = cache.resolve(locked.sha256() + ".deb");
    if (Files.exists(kept) && Sha256.of(kept).equals(locked.sha256())) {
      return kept;
    }
    Files.createDirectories(cache);
    for (Path file : local) {
      if (Sha256.of(file).equals(locked.sha256())) {
        Path partial = cache.resolve(locked.sha256() + ".partial");
        Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
        return Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return fetch(locked, kept);
  }

  private Path fetch(LockedPackage locked, Path kept) throws IOException {
    console.say("fetching " + locked.name() + " " + locked.version());
    Path partial = cache.resolve(locked.sha256() + ".partial");
    for (String base : mirrors.of(locked.archive())) {
      Files.deleteIfExists(partial);
      boolean fetched =
          shell.succeeds(
              List.of(
                  APT_HELPER,
                  "-o",
                  "APT::Sandbox::User=root",
                  "download-file",
                  base + locked.path(),
                  partial.toString(),
                  "SHA256:" + locked.sha256()));
      if (fetched && Files.exists(partial) && Sha256.of(partial).equals(locked.sha256())) {
        return Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.deleteIfExists(partial);
    throw new CommandFailedException(
        ExitCode.UNREACHABLE,
        "no mirror has "
            + locked.fileName()
            + " of archive "
            + locked.archive()
            + " with SHA-256 "
            + locked.sha256(),
        "mirrors keep only the newest build of a package: Debian's public snapshot archive keeps all,"
            + " by name, version and digest",
        locked.role().isKernelOnly()
            ? "fetch it there and pass --package FILE, or pass a kernel that was published: --kernel FILE"
            : "fetch it there and pass --package FILE",
        "or move the lock to what mirrors have now, with other measurements: lock update");
  }
}
