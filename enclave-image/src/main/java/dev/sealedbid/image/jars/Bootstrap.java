package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Makes the image builder out of its sources and the lock file's jars, and prints its class path.
 * {@code infra/enclave-image/tool} starts it.
 *
 * <p>{@code Bootstrap SOURCES [ARGUMENT…]}: the checkout, and the builder's own arguments, of which
 * those that say where jars come from are looked at ({@code --lock}, {@code --cache}, {@code
 * --maven-repository}).
 */
public final class Bootstrap {
  private static final String NAME = "enclave-image";

  private final Path sources;
  private final Path folder;

  private Bootstrap(Path sources) {
    this.sources = sources;
    this.folder = sources.resolve(Path.of(NAME, "target", "tool"));
  }

  /** Runs it; exit status 0, or 1 with a reason. */
  public static void main(String[] arguments) {
    orSay(
        () -> {
          JarOptions options = JarOptions.of(List.of(arguments).subList(1, arguments.length));
          Path sources = Path.of(arguments[0]).toRealPath();
          System.out.println(new Bootstrap(sources).classPath(options));
        });
  }

  /** What one of the programs here does. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  static void orSay(Action action) {
    try {
      action.run();
    } catch (JarsRefusedException e) {
      tell("error: " + e.getMessage());
      e.hints().forEach(hint -> tell("hint: " + hint));
      System.exit(1);
    } catch (IOException e) {
      tell("error: " + e.getMessage());
      System.exit(1);
    }
  }

  private String classPath(JarOptions options) throws IOException {
    JarLock lock = options.lock();
    List<String> modules = Modules.of(sources, NAME);
    Path made = folder.resolve(key(lock, modules));
    // Whatever was made before, the jars are checked now.
    Path libraries = Files.createTempDirectory(Files.createDirectories(folder), "jars");
    try {
      options
          .store(System.getenv(), home(), line -> tell("warning: " + line))
          .write(lock.jars(), libraries.resolve("all"));
      if (!Files.isDirectory(made)) {
        compile(modules, libraries.resolve("all"), made);
      }
      replace(libraries.resolve("all"), made.resolve("lib"));
    } finally {
      delete(libraries);
    }
    List<Path> path = new ArrayList<>();
    modules.forEach(module -> path.add(made.resolve(module)));
    lock.of(LockedJar.Use.ENCLAVE, LockedJar.Use.BUILDER)
        .forEach(jar -> path.add(made.resolve("lib").resolve(jar.name())));
    return path.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private void compile(List<String> modules, Path libraries, Path made) throws IOException {
    tell("compiling the image builder");
    List<Path> jars = new ArrayList<>();
    for (String name : Compilation.files(libraries)) {
      jars.add(libraries.resolve(name));
    }
    Path partial = libraries.resolveSibling("classes");
    new Compilation(Bootstrap::javac, sources, jars).compile(modules, partial);
    try {
      Files.move(partial, made, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another build has made the same at the same time.
      if (!Files.isDirectory(made)) {
        throw e;
      }
    }
  }

  private static void javac(Path folder, List<String> arguments) throws IOException {
    JavaCompiler compiler =
        Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
            .orElseThrow(() -> new IOException("this Java has no compiler; a JDK is needed"));
    // In this process there is no other folder to start from: paths are made whole.
    List<String> whole = new ArrayList<>(arguments);
    Path list = Path.of(whole.remove(whole.size() - 1).substring(1));
    for (String name : Files.readAllLines(list, StandardCharsets.UTF_8)) {
      whole.add(folder.resolve(name).toString());
    }
    if (compiler.run(null, System.err, System.err, whole.toArray(String[]::new)) != 0) {
      throw new IOException(folder + " doesn't compile");
    }
  }

  /** What tells one builder from another: 16 hexadecimal digits. */
  private String key(JarLock lock, List<String> modules) throws IOException {
    StringBuilder inputs = new StringBuilder(lock.text());
    inputs.append(System.getProperty("java.vm.version")).append('\n');
    for (String module : modules) {
      Path main = sources.resolve(module).resolve(Path.of("src", "main"));
      for (String name : Compilation.files(main)) {
        inputs.append(module).append('/').append(name).append(' ');
        inputs.append(JarStore.sha256(Files.readAllBytes(main.resolve(name)))).append('\n');
      }
    }
    return JarStore.sha256(inputs.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  private static void replace(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String name : Compilation.files(from)) {
      // At once: another build may run on the jar that was there, which has the same bytes.
      Files.move(
          from.resolve(name),
          to.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void delete(Path folder) throws IOException {
    List<Path> parts;
    try (Stream<Path> all = Files.walk(folder)) {
      parts = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path part : parts) {
      Files.delete(part);
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  static void tell(String line) {
    System.err.println(NAME + ": " + line);
  }
}
