package dev.sealedbid.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The classes of the enclave as they were, which stand before today's on the baseline's class path.
 * They are compiled when they are wanted: nothing that is built or measured knows them.
 */
final class BaselineClasses {
  private BaselineClasses() {}

  /** Compiles them into a folder. */
  static void compileInto(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("the baseline needs a JDK: this Java has no compiler");
    }
    Files.createDirectories(folder);
    List<String> arguments =
        new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", folder.toString(), "-cp"));
    arguments.add(
        BenchedSystem.enclaveClassPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(":")));
    Path sources = BenchedSystem.home().resolve(Path.of("benchmarks", "src", "baseline", "java"));
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IOException("the baseline doesn't compile any more");
    }
  }
}
