package dev.sealedbid.image;

import dev.sealedbid.image.jars.Compilation;
import dev.sealedbid.image.jars.JarLock;
import dev.sealedbid.image.jars.JarStore;
import dev.sealedbid.image.jars.LockedJar;
import dev.sealedbid.image.jars.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The enclave's class path: the lock file's jars, and our modules compiled against them with the
 * pinned JDK, in a folder of its own. Neither Maven nor what lies in the working tree's target
 * folders has a part in it.
 *
 * @param folder with {@code app/}, whose content ships, and {@code checked/}, what it is made of
 */
record EnclaveJars(Path folder) {
  private static final String MODULE = "bidding-enclave";
  private static final String APP = "app";
  private static final String LIB = "lib";
  private static final String CHECKED = "checked";
  private static final String ANNOTATIONS = "annotations";

  /**
   * The libraries, checked; to be done before anything is compiled, the kernel too.
   *
   * @param work a folder that is there
   */
  static EnclaveJars checked(JarLock lock, JarStore store, Path work) throws IOException {
    Path folder = work.resolve("jars");
    store.write(lock.of(LockedJar.Use.ENCLAVE), folder.resolve(CHECKED));
    store.write(lock.of(LockedJar.Use.COMPILER), folder.resolve(ANNOTATIONS));
    return new EnclaveJars(folder);
  }

  /** Compiles our modules against them and adds these. */
  EnclaveJars compile(Shell shell, Path sources, Path jdk) throws IOException {
    List<Path> libraries = new ArrayList<>(files(folder.resolve(CHECKED)));
    libraries.addAll(files(folder.resolve(ANNOTATIONS)));
    List<String> modules = Modules.of(sources, MODULE);
    Path classes = folder.resolve("classes");
    new Compilation(
            (from, arguments) -> {
              List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/javac").toString()));
              command.addAll(arguments);
              // Texts are put together by plain calls: each first use would make classes at run
              // time.
              command.add("-XDstringConcat=inline");
              shell.run("compiling the enclave", from, Map.of(), command);
            },
            sources,
            libraries)
        .compile(modules, classes);
    Files.createDirectories(app().resolve(LIB));
    for (Path library : files(folder.resolve(CHECKED))) {
      LeanJar.write(library, app().resolve(LIB).resolve(library.getFileName()));
    }
    for (String module : modules) {
      PlainJar.write(classes.resolve(module), app().resolve(module + ".jar"));
    }
    return this;
  }

  /** Where {@link #names} lie. */
  Path app() {
    return folder.resolve(APP);
  }

  /** The class path in its order: our program first, our other modules, the libraries by name. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    names.add(MODULE + ".jar");
    for (Path jar : files(app())) {
      String name = String.valueOf(jar.getFileName());
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    files(app().resolve(LIB)).forEach(jar -> names.add(LIB + "/" + jar.getFileName()));
    return names;
  }

  /** JNA's jar as it was checked, with its native libraries. */
  Path jna() throws IOException {
    return library("jna-");
  }

  /** The crypto provider's, likewise. */
  Path corretto() throws IOException {
    return library("AmazonCorrettoCryptoProvider-");
  }

  private Path library(String prefix) throws IOException {
    return files(folder.resolve(CHECKED)).stream()
        .filter(jar -> String.valueOf(jar.getFileName()).startsWith(prefix))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + prefix + "… on the enclave's class path"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
