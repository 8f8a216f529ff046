package dev.sealedbid.image;

import dev.sealedbid.cli.Console;
import dev.sealedbid.image.LockedPackage.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The lock file's packages, unpacked into one folder of the cache as if it were a machine's root.
 */
final class Inputs {
  private static final Path LIBRARIES = Path.of("lib", "x86_64-linux-gnu");
  private static final Path USR_LIBRARIES = Path.of("usr", "lib", "x86_64-linux-gnu");

  private static final Path ZLIB = Path.of("zlib");
  private static final String ZLIB_NAME = "libz.so.1";

  private final Path root;

  private Inputs(Path root) {
    this.root = root;
  }

  /** Unpacks what isn't unpacked yet. */
  static Inputs unpack(Console console, Shell shell, LockFile lock, PackageStore store, Path cache)
      throws IOException {
    Path root = cache.resolve(key(lock));
    if (!Files.isDirectory(root)) {
      Path partial = cache.resolve(key(lock) + "." + ProcessHandle.current().pid());
      try {
        unpackInto(partial, console, shell, lock, store);
        Files.move(partial, root, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Folders.delete(partial);
      }
    }
    return new Inputs(root.toRealPath());
  }

  private static void unpackInto(
      Path folder, Console console, Shell shell, LockFile lock, PackageStore store)
      throws IOException {
    Files.createDirectories(folder);
    for (LockedPackage locked : lock.packages()) {
      Path file = store.get(locked);
      console.say("unpacking " + locked.name());
      shell.run(
          "unpacking " + locked.fileName(),
          folder,
          Map.of(),
          List.of("dpkg-deb", "-x", file.toString(), folder.toString()));
    }
    relink(folder);
    // Alone in its folder: a machine's own dynamic linker must not meet the pinned C library.
    Files.createDirectories(folder.resolve(ZLIB));
    Files.copy(
        folder.resolve(LIBRARIES).resolve(ZLIB_NAME), folder.resolve(ZLIB).resolve(ZLIB_NAME));
  }

  Path jdk() {
    return root.resolve(Path.of("usr", "lib", "jvm", "java-17-openjdk-amd64"));
  }

  Path compiler() {
    return root.resolve(Path.of("usr", "bin", "tcc"));
  }

  /** The folder of the pinned zlib, with nothing else in it. */
  Path zlib() {
    return root.resolve(ZLIB);
  }

  Path dynamicLinker() throws IOException {
    return root.resolve(LIBRARIES).resolve("ld-linux-x86-64.so.2").toRealPath();
  }

  /** A shared library by the name under which programs ask for it. */
  Path library(String name) throws IOException {
    Path library = root.resolve(LIBRARIES).resolve(name);
    return (Files.exists(library) ? library : root.resolve(USR_LIBRARIES).resolve(name))
        .toRealPath();
  }

  Path kernel() throws IOException {
    return only(root.resolve("boot"), "vmlinuz-");
  }

  String kernelRelease() throws IOException {
    return String.valueOf(kernel().getFileName()).substring("vmlinuz-".length());
  }

  /** A kernel module as it is packed: compressed with xz. */
  Path module(String path) throws IOException {
    return root.resolve(Path.of("lib", "modules", kernelRelease(), "kernel", path + ".ko.xz"));
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new IOException("the kernel package has no " + prefix + "*"));
    }
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

  private static String key(LockFile lock) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Role role : Role.values()) {
        digest.update(lock.locked(role).sha256().getBytes(StandardCharsets.US_ASCII));
      }
      return "root-2-" + HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
