package dev.sealedbid.image.jars;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the POMs name today: Maven's answer, from an empty local repository and from wherever this
 * machine's Maven gets its files. The one place where a file is believed that no lock file knows;
 * whoever moves the lock reads what moved.
 */
public final class JarResolution {
  private static final String ENCLAVE = "bidding-enclave";
  private static final String BUILDER = "enclave-image";

  private final Program maven;
  private final Path work;
  private final Path repository;

  /**
   * A resolution.
   *
   * @param maven runs Maven
   * @param work a folder that is there; the sources' POMs and the local repository go into it
   */
  public JarResolution(Program maven, Path work) {
    this.maven = maven;
    this.work = work;
    this.repository = work.resolve("repository");
  }

  /** The lock of what the POMs name. */
  public JarLock of(Path sources) throws IOException {
    Path tree = work.resolve("poms");
    copyPoms(sources, tree);
    Set<String> enclave = classPath(tree, "runtime", ENCLAVE);
    Set<String> builder = classPath(tree, "runtime", BUILDER);
    Set<String> compiler = classPath(tree, "compile", BUILDER);
    builder.removeAll(enclave);
    compiler.removeAll(enclave);
    compiler.removeAll(builder);
    List<LockedJar> jars = new ArrayList<>();
    add(jars, LockedJar.Use.ENCLAVE, enclave);
    add(jars, LockedJar.Use.COMPILER, compiler);
    add(jars, LockedJar.Use.BUILDER, builder);
    return new JarLock(jars);
  }

  /** The jars on a module's class path, by their path in the repository. */
  private Set<String> classPath(Path tree, String scope, String module) throws IOException {
    String list = scope + "-class-path.txt";
    if (!Files.exists(tree.resolve(module).resolve(list))) {
      // Our own modules are known to each other from the phase compile on; there is nothing to
      // compile.
      maven.run(
          tree,
          List.of(
              "-B",
              "-ntp",
              "-q",
              "-Dmaven.repo.local=" + repository,
              "-Dmaven.main.skip",
              "-Dspotless.check.skip",
              "-Denforcer.skip",
              "-DincludeScope=" + scope,
              "-Dmdep.outputFile=" + list,
              "-pl",
              BUILDER,
              "-am",
              "compile",
              "dependency:build-classpath"));
    }
    Set<String> paths = new LinkedHashSet<>();
    String text =
        Files.readString(tree.resolve(module).resolve(list), StandardCharsets.UTF_8).strip();
    for (String file : text.split(File.pathSeparator, -1)) {
      Path path = Path.of(file);
      if (path.startsWith(repository)) {
        paths.add(repository.relativize(path).toString());
      }
    }
    return paths;
  }

  private void add(List<LockedJar> jars, LockedJar.Use use, Set<String> paths) throws IOException {
    for (String path : paths) {
      jars.add(
          new LockedJar(use, JarStore.sha256(Files.readAllBytes(repository.resolve(path))), path));
    }
  }

  private static void copyPoms(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(from.resolve("pom.xml"), to.resolve("pom.xml"));
    for (String name : Compilation.files(from.resolve(".mvn"))) {
      Files.createDirectories(to.resolve(".mvn"));
      Files.copy(from.resolve(".mvn").resolve(name), to.resolve(".mvn").resolve(name));
    }
    try (Stream<Path> modules = Files.list(from)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        Path target = to.resolve(from.relativize(module).toString());
        Files.createDirectories(target);
        Files.copy(module.resolve("pom.xml"), target.resolve("pom.xml"));
      }
    }
  }
}
