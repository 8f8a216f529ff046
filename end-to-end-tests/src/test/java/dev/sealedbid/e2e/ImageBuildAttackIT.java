package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/**
 * A builder of the image whose jars come from somebody hostile: {@code infra/enclave-image/build}
 * as a process, with a home folder, a cache and a Maven of the attacker's making.
 */
@DisplayName("Attacks on the build of the image")
class ImageBuildAttackIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path LOCK = HOME.resolve("infra/enclave-image/jars.lock");
  private static final String CODEC = "commons-codec/commons-codec/";
  private static final String PICOCLI = "info/picocli/picocli/";

  @TempDir private Path folder;
  private Path local = Path.of("");
  private Path mirror = Path.of("");
  private Path mavenRan = Path.of("");

  /** All is honest at first: a local repository with every jar, and a mirror with the same. */
  @BeforeEach
  void surroundings() throws IOException {
    local = folder.resolve("home/.m2/repository");
    mirror = folder.resolve("mirror");
    mavenRan = folder.resolve("maven-ran");
    for (String path : locked()) {
      for (Path repository : List.of(local, mirror)) {
        Path file = repository.resolve(path);
        Files.createDirectories(repository.resolve(path.substring(0, path.lastIndexOf('/'))));
        Files.copy(onClassPathOrInRepository(path), file);
      }
    }
    Files.writeString(
        folder.resolve("home/.m2/settings.xml"),
        "<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>"
            + mirror.toUri()
            + "</url></mirror></mirrors></settings>");
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho \"$@\" >>'" + mavenRan + "'\nexit 1\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Attack
  @DisplayName(
      "Poisons commons-codec in the local repository (G2), then the cache, too: the mirror's, or none")
  void poisonedLocalRepository() throws Exception {
    poison(local, CODEC);
    Build build = build();
    assertThat(build.said()).contains(local + " has other bytes as " + CODEC);
    assertThat(build.builderWasMade()).as(build.said()).isTrue();

    poison(mirror, CODEC);
    for (Path kept : jars(folder.resolve("cache"))) {
      writeJar(kept);
    }
    assertRefused(build(), CODEC);
  }

  @Attack
  @DisplayName("A lying mirror behind an empty local repository (G2): nothing is compiled")
  void lyingMirror() throws Exception {
    Files.move(local, folder.resolve("away"));
    poison(mirror, CODEC);
    assertRefused(build(), CODEC);
  }

  @Attack
  @DisplayName("… a jar of the builder instead, which writes what is measured (G2): the same")
  void poisonedBuilder() throws Exception {
    poison(local, PICOCLI);
    poison(mirror, PICOCLI);
    assertRefused(build(), PICOCLI);
  }

  @Attack
  @DisplayName("Poisons Maven and its plugins (G2): neither has a part in the build")
  void poisonedPlugins() throws Exception {
    for (String plugin : List.of("maven-compiler-plugin", "maven-jar-plugin")) {
      Path there = local.resolve("org/apache/maven/plugins").resolve(plugin).resolve("3.14.1");
      Files.createDirectories(there);
      writeJar(there.resolve(plugin + "-3.14.1.jar"));
    }
    Build build = build();
    assertThat(build.builderWasMade()).as(build.said()).isTrue();
    assertThat(mavenRan).doesNotExist();
  }

  private void assertRefused(Build build, String path) {
    assertThat(build.status()).as(build.said()).isEqualTo(1);
    assertThat(build.said()).contains("error: nobody has " + path, "don't use it");
    assertThat(build.said()).doesNotContain("compiling");
    assertThat(folder.resolve("out/enclave.eif")).doesNotExist();
    assertThat(mavenRan).doesNotExist();
  }

  /** How a build ended. */
  private record Build(int status, String said) {
    /** The next thing that it asks for is a lock file of packages, and there it is stopped. */
    boolean builderWasMade() {
      return status == 2 && said.contains("the lock file") && said.contains("can't be read");
    }
  }

  private Build build() throws Exception {
    // Beside its jars' lock there is none for packages: no build goes further than the first check.
    Path locks = Files.createDirectories(folder.resolve("locks"));
    Files.write(locks.resolve("jars.lock"), Files.readAllBytes(LOCK));
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                HOME.resolve("infra/enclave-image/build").toString(),
                "--lock",
                locks.resolve("image.lock.json").toString(),
                "--out",
                folder.resolve("out").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("JAVA_TOOL_OPTIONS", "-Duser.home=" + folder.resolve("home"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    environment.remove("MAVEN_HOME");
    int status = builder.start().waitFor();
    return new Build(status, Files.readString(log, StandardCharsets.UTF_8));
  }

  private static List<String> locked() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String line : Files.readAllLines(LOCK)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        paths.add(line.split(" ", 3)[2]);
      }
    }
    return paths;
  }

  private static void poison(Path repository, String path) throws IOException {
    List<Path> jars = jars(repository.resolve(path));
    assertThat(jars).hasSize(1);
    writeJar(jars.get(0));
  }

  private static List<Path> jars(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  private static void writeJar(Path file) throws IOException {
    try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new ZipEntry("org/apache/commons/codec/Poison.class"));
    }
  }

  /** A jar of the lock file as this build has it: from the repository that Maven runs these on. */
  private static Path onClassPathOrInRepository(String path) {
    for (String part : System.getProperty("java.class.path").split(":", -1)) {
      if (part.endsWith("/" + path)) {
        return Path.of(part);
      }
    }
    String some =
        Stream.of(System.getProperty("java.class.path").split(":", -1))
            .filter(part -> part.contains("/org/slf4j/slf4j-api/"))
            .findFirst()
            .orElseThrow();
    return Path.of(some.substring(0, some.indexOf("/org/slf4j/"))).resolve(path);
  }
}
