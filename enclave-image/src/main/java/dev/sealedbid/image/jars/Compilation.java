package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Modules of ours, compiled by the JDK's compiler alone: no annotation processor, no plugin of the
 * compiler, and of the class path only what is given here.
 */
public final class Compilation {
  private static final Path JAVA = Path.of("src", "main", "java");
  private static final Path RESOURCES = Path.of("src", "main", "resources");

  private final Program compiler;
  private final Path sources;
  private final List<Path> libraries;

  /**
   * A way to compile.
   *
   * @param sources the checkout
   * @param libraries the jars that may be named
   */
  public Compilation(Program compiler, Path sources, List<Path> libraries) {
    this.compiler = compiler;
    this.sources = sources;
    this.libraries = List.copyOf(libraries);
  }

  /**
   * Compiles modules and copies their resources.
   *
   * @param modules in an order in which each is behind what it needs
   * @param target a new folder; each module's classes go into a folder of its name there
   */
  public void compile(List<String> modules, Path target) throws IOException {
    List<Path> classPath = new ArrayList<>(libraries);
    for (String module : modules) {
      Path classes = Files.createDirectories(target.resolve(module));
      compile(module, classes, classPath);
      copy(sources.resolve(module).resolve(RESOURCES), classes);
      classPath.add(classes);
    }
  }

  private void compile(String module, Path classes, List<Path> classPath) throws IOException {
    Path folder = sources.resolve(module).resolve(JAVA);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "17",
                "-encoding",
                "UTF-8",
                "-parameters",
                "-g",
                "-proc:none",
                "-implicit:none",
                "-nowarn",
                "-Xlint:none",
                "-d",
                classes.toString(),
                "-classpath",
                classPath.stream().map(Path::toString).collect(Collectors.joining(":"))));
    Path list = classes.resolveSibling(module + ".sources");
    Files.write(
        list,
        files(folder).stream()
            .filter(name -> name.endsWith(".java"))
            // Relative: a path with a space or a quote would have to be escaped.
            .toList(),
        StandardCharsets.UTF_8);
    arguments.add("@" + list);
    compiler.run(folder, arguments);
    Files.delete(list);
  }

  private static void copy(Path from, Path to) throws IOException {
    for (String name : files(from)) {
      Path file = to.resolve(name);
      Files.createDirectories(file.resolve("..").normalize());
      Files.copy(from.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The regular files below a folder, relative to it, sorted; none if there is no folder. */
  public static List<String> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
