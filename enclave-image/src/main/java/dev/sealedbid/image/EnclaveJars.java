package dev.sealedbid.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The enclave's class path, compiled from the sources with the pinned JDK in a folder of its own:
 * what lies in the working tree's target folders has no part in it.
 *
 * @param folder with {@code bidding-enclave.jar} and {@code lib/}
 */
record EnclaveJars(Path folder) {
  private static final String MODULE = "bidding-enclave";
  private static final String JAR = MODULE + ".jar";

  static EnclaveJars compile(Shell shell, Path sources, Inputs inputs, Path work)
      throws IOException {
    Path tree = work.resolve("sources");
    copySources(sources, tree);
    // Jars keep the modes of resources: a checkout under another umask made other jars.
    Folders.openToAll(tree);
    shell.run(
        "compiling the enclave",
        tree,
        // Jars are compressed, too: by the pinned zlib.
        Map.of(
            "JAVA_HOME",
            inputs.jdk().toString(),
            PinnedJava.LIBRARY_PATH,
            inputs.zlib().toString()),
        List.of(
            "sh",
            "-c",
            "umask 022 && exec mvn -B -ntp -o -q -pl "
                + MODULE
                + " -am"
                + " -DskipTests -Dspotless.check.skip package"));
    return new EnclaveJars(tree.resolve(MODULE).resolve("target"));
  }

  /** The class path in its order: our program first, the libraries by name. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    names.add(JAR);
    try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
      jars.map(jar -> "lib/" + jar.getFileName())
          .filter(name -> name.endsWith(".jar"))
          .sorted()
          .forEach(names::add);
    }
    return names;
  }

  Path jna() throws IOException {
    return library("jna-");
  }

  Path corretto() throws IOException {
    return library("AmazonCorrettoCryptoProvider-");
  }

  private Path library(String prefix) throws IOException {
    return folder.resolve(
        names().stream()
            .filter(name -> name.startsWith("lib/" + prefix))
            .findFirst()
            .orElseThrow(() -> new IOException("no " + prefix + "… on the enclave's class path")));
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.copy(from.resolve("pom.xml"), to.resolve("pom.xml"));
    Folders.copy(from.resolve(".mvn"), to.resolve(".mvn"));
    try (Stream<Path> modules = Files.list(from)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        Path target = to.resolve(from.relativize(module).toString());
        Files.createDirectories(target);
        Files.copy(module.resolve("pom.xml"), target.resolve("pom.xml"));
        if (Files.exists(module.resolve(Path.of("src", "main")))) {
          Folders.copy(
              module.resolve(Path.of("src", "main")), target.resolve(Path.of("src", "main")));
        }
      }
    }
  }
}
