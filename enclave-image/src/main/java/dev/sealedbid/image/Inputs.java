package dev.sealedbid.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What of the lock file makes an image, but for the kernel, unpacked in the cache. */
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
  static Inputs unpack(PackageRoot packages, LockFile lock, Path cache) throws IOException {
    Path root = cache.resolve("root-3-" + PackageRoot.key(lock.forImage()));
    if (!Files.isDirectory(root)) {
      Path partial = cache.resolve(root.getFileName() + "." + ProcessHandle.current().pid());
      try {
        packages.unpack(lock.forImage(), partial);
        // Alone in its folder: a machine's own dynamic linker must not meet the pinned C library.
        Files.createDirectories(partial.resolve(ZLIB));
        Files.copy(
            partial.resolve(LIBRARIES).resolve(ZLIB_NAME),
            partial.resolve(ZLIB).resolve(ZLIB_NAME));
        Files.move(partial, root, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Folders.delete(partial);
      }
    }
    return new Inputs(root.toRealPath());
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
}
