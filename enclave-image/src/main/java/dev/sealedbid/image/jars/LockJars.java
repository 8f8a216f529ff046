package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code lock jars}: records the jars that this checkout's POMs name, and their SHA-256, and prints
 * what moved. For a change of a dependency, without which the builder itself may not compile; so it
 * is run like {@link Bootstrap}, with the same arguments, and {@code --dry-run} changes nothing.
 */
public final class LockJars {
  private LockJars() {}

  /** Runs it; exit status 0, or 1 with a reason. */
  public static void main(String[] arguments) {
    Bootstrap.orSay(
        () -> {
          List<String> given = List.of(arguments);
          Path sources = Path.of(arguments[0]).toRealPath();
          JarOptions options = JarOptions.of(given.subList(1, given.size()));
          lock(sources, options, given.contains("--dry-run")).forEach(System.out::println);
        });
  }

  private static List<String> lock(Path sources, JarOptions options, boolean dryRun)
      throws IOException {
    Path work = Files.createTempDirectory("enclave-image-jars").toRealPath();
    try {
      Bootstrap.tell("asking Maven what the POMs name");
      JarLock now = new JarResolution(LockJars::maven, work).of(sources);
      JarLock old = Files.exists(options.lockFile()) ? options.lock() : now;
      Map<String, String> moved = JarsMoved.between(old, now);
      if (!dryRun) {
        Files.writeString(options.lockFile(), now.text(), StandardCharsets.UTF_8);
      }
      return moved.isEmpty()
          ? List.of("the jars are the lock file's; nothing moved")
          : List.copyOf(moved.values());
    } finally {
      Bootstrap.delete(work);
    }
  }

  private static void maven(Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("mvn"));
    command.addAll(arguments);
    try {
      Process maven =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (maven.waitFor() != 0) {
        throw new IOException("Maven can't resolve what the POMs name");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
