package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * The enclave's kernel: compiled once from the pinned source by the pinned compiler, then kept in
 * the cache by what it was made of; or a file that somebody published. Either way its bytes are the
 * ones that the lock file names.
 */
final class Kernel {
  private static final String FOLDER = "infra/enclave-image/kernel";

  /** Packages of the lock file into a new folder, as if it were a machine's root. */
  @FunctionalInterface
  interface Unpacking {
    void unpack(List<LockedPackage> packages, Path folder) throws IOException;
  }

  private final Console console;
  private final Shell shell;
  private final LockFile lock;
  private final Unpacking packages;
  private final Path cache;
  private final Path sources;

  /**
   * The kernel of a lock file.
   *
   * @param cache where a compiled kernel is kept
   * @param sources the checkout, for the kernel's configuration
   */
  Kernel(
      Console console, Shell shell, LockFile lock, Unpacking packages, Path cache, Path sources) {
    this.console = console;
    this.shell = shell;
    this.lock = lock;
    this.packages = packages;
    this.cache = cache;
    this.sources = sources;
  }

  /** A kernel that was compiled elsewhere, if it is the lock file's. */
  Path published(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandFailedException.usage("the kernel " + file + " doesn't exist");
    }
    String digest = Sha256.of(file);
    if (!digest.equals(lock.kernel())) {
      throw CommandFailedException.usage(
          file + " isn't the kernel of the lock file: its SHA-256 is " + digest,
          "the lock file says " + lock.kernel() + "; another kernel makes another image");
    }
    return file;
  }

  /** The compiled kernel, if it is the lock file's. */
  Path compiled() throws IOException {
    Path kernel = compile();
    String digest = Sha256.of(kernel);
    if (!digest.equals(lock.kernel())) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the kernel that was compiled isn't the lock file's: its SHA-256 is "
              + digest
              + ", not "
              + lock.kernel(),
          "it is " + kernel,
          "after a change of " + FOLDER + ", record it: infra/enclave-image/lock kernel",
          "without one, the same inputs gave other bytes on this machine: don't use it, and report it");
    }
    return kernel;
  }

  /** Compiles the kernel, unless the cache has it; whatever its digest is. */
  Path compile() throws IOException {
    Path folder = cache.resolve("kernel-" + key());
    Path kernel = folder.resolve("bzImage");
    Files.createDirectories(folder);
    // Two at a time would both take minutes.
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until it is closed
      if (!Files.exists(kernel)) {
        compileInto(folder, kernel);
      }
      return kernel;
    }
  }

  private void compileInto(Path folder, Path kernel) throws IOException {
    Path work = Files.createTempDirectory(folder, "build");
    try {
      Path root = work.resolve("root");
      packages.unpack(lock.forKernel(), root);
      console.say("compiling the kernel, once: about seven minutes on two idle cores");
      Path partial = work.resolve("bzImage");
      shell.run(
          "compiling the kernel",
          work,
          Map.of(),
          List.of(
              "sh",
              configuration().resolve("compile").toString(),
              root.toString(),
              work.resolve("build").toString(),
              partial.toString()));
      Files.move(partial, kernel, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(work);
    }
  }

  /** What a kernel was made of: packages, configuration, how it is compiled. */
  private String key() throws IOException {
    String inputs =
        PackageRoot.key(lock.forKernel())
            + Sha256.of(configuration().resolve("config"))
            + Sha256.of(configuration().resolve("compile"));
    return Sha256.of(inputs.getBytes(StandardCharsets.US_ASCII)).substring(0, 16);
  }

  private Path configuration() {
    return sources.resolve(FOLDER);
  }

  /**
   * What a kernel calls itself: its header points, at 0x20e, to a text behind the first 0x200
   * bytes, whose first word is the release.
   *
   * @throws IOException if the file is no kernel
   */
  static String release(Path kernel) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(kernel)) {
      head = in.readNBytes(1 << 15);
    }
    if (head.length < 0x210
        || !new String(head, 0x202, 4, StandardCharsets.US_ASCII).equals("HdrS")) {
      throw new IOException(kernel + " is no kernel for x86-64 (bzImage)");
    }
    int at = 0x200 + (head[0x20e] & 0xff) + ((head[0x20f] & 0xff) << 8);
    int end = at;
    while (end < head.length && head[end] > ' ') {
      end++;
    }
    if (end == at || end == head.length) {
      throw new IOException(kernel + " doesn't say which release it is");
    }
    return new String(head, at, end - at, StandardCharsets.US_ASCII);
  }
}
