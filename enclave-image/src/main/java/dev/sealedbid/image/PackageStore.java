package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    if (Files.exists(kept) && sha256(kept).equals(locked.sha256())) {
      return kept;
    }
    Files.createDirectories(cache);
    for (Path file : local) {
      if (sha256(file).equals(locked.sha256())) {
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
      if (fetched && Files.exists(partial) && sha256(partial).equals(locked.sha256())) {
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
        "fetch it there and pass --package FILE (for the kernel also --kernel FILE)",
        "or move the lock to what mirrors have now, with other measurements: lock update");
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
