package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sealedbid.demo.system.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image is made from comes from mirrors that nobody need trust. */
@DisplayName("Attacks on what an image is made from")
class MirrorAttackIT {
  private static final Path APT = Path.of("/usr/lib/apt/apt-helper");
  private static final int UNREACHABLE = 4;
  private static final long PATIENCE_MINUTES = 10;

  private final List<String> asked = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("Puts another package under a pinned name on a mirror (G2): not used, not kept")
  void anotherPackage(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(APT), "packages are fetched by Debian's apt");
    HttpServer mirror = lyingMirror();
    try {
      Path cache = folder.resolve("cache");
      Path out = folder.resolve("out");
      Path log = folder.resolve("log");
      int status = build(mirror.getAddress().getPort(), cache, out, folder, log);
      String said = Files.readString(log);
      assertThat(status).as(said).isEqualTo(UNREACHABLE);
      assertThat(said).contains("no mirror has ").contains(" with SHA-256 ");
      assertThat(asked).as("the mirror told its lie").anyMatch(path -> path.endsWith(".deb"));
      assertThat(files(cache)).noneMatch(name -> name.endsWith(".deb"));
      assertThat(files(out)).noneMatch(name -> name.endsWith(".eif"));
    } finally {
      mirror.stop(0);
    }
  }

  /** Has a file for every name, and never the one that is meant. */
  private HttpServer lyingMirror() throws IOException {
    HttpServer mirror =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    mirror.createContext(
        "/",
        call -> {
          try (call) {
            URI name = call.getRequestURI();
            asked.add(name.getPath());
            byte[] another = ("!<arch>\nanother " + name).getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, another.length);
            call.getResponseBody().write(another);
          }
        });
    mirror.start();
    return mirror;
  }

  /** The image builder, a process of its own. */
  private static int build(int port, Path cache, Path out, Path folder, Path log) throws Exception {
    Path home = Installation.locate().home();
    Path infra = home.resolve("infra").resolve("enclave-image");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                dev.sealedbid.image.Main.class.getName(),
                "build",
                "--sources",
                home.toString(),
                "--settings",
                infra.resolve("settings").resolve("aws.json").toString()));
    words.addAll(List.of("--lock", locks(infra, folder).toString()));
    words.addAll(List.of("--mirror", "http://127.0.0.1:" + port + "/"));
    words.addAll(List.of("--cache", cache.toString(), "--out", out.toString()));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  /**
   * The lock files, whose packages lie in a place where honest mirrors, which are asked after the
   * lying one, have nothing: else they would have what is meant.
   */
  private static Path locks(Path infra, Path folder) throws IOException {
    Path locks = Files.createDirectories(folder.resolve("locks"));
    Files.copy(infra.resolve("jars.lock"), locks.resolve("jars.lock"));
    String packages = Files.readString(infra.resolve("image.lock.json"));
    return Files.writeString(
        locks.resolve("image.lock.json"), packages.replace("\"pool/", "\"pool/nowhere/"));
  }

  private static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).toList();
    }
  }
}
