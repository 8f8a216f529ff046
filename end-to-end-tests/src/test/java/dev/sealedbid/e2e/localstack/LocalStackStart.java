package dev.sealedbid.e2e.localstack;

import dev.sealedbid.local.pki.LocalCa;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Starts LocalStack in each of the three ways, behind one and the same local CA. */
final class LocalStackStart {
  /** Names another image than the pinned one, where that one can't be pulled. */
  static final String OTHER_IMAGE = "LOCALSTACK_IMAGE";

  /** The last image that starts without a token. */
  static final String IMAGE =
      "localstack/localstack:4.14.0@sha256:"
          + "3ebc37595918b8accb852f8048fef2aff047d465167edd655528065b07bc364a";

  private static final Duration UP = Duration.ofMinutes(2);
  private static final Duration DOWN = Duration.ofSeconds(10);

  private final Path folder;
  private final LocalCa ca;

  private LocalStackStart(Path folder) {
    this.folder = folder;
    this.ca = LocalCa.keptIn(folder, InstantSource.system(), new SecureRandom());
  }

  /** Starts it and returns when S3, KMS and STS are running. */
  static LocalStack at(LocalStackPlace place) {
    try {
      LocalStackStart start = new LocalStackStart(Files.createTempDirectory("localstack-"));
      return switch (place.kind()) {
        case ENDPOINT -> start.behindFront(URI.create(place.detail()), () -> {});
        case DOCKER -> start.inDocker();
        case HOST_MODE -> start.inHostMode(Path.of(place.detail()));
      };
    } catch (IOException e) {
      throw new UncheckedIOException("LocalStack could not be started", e);
    }
  }

  /** Somebody else's, with a certificate of its own or none: TLS ends just before it. */
  private LocalStack behindFront(URI http, Closeable running) throws IOException {
    TestFront front = TestFront.before(http, ca);
    return started(
        front.endpoint(),
        () -> {
          front.close();
          running.close();
        });
  }

  private LocalStack inDocker() throws IOException {
    Path bundle = folder.resolve("server.pem");
    ca.writeServerBundle(bundle, PosixFilePermissions.fromString("rw-r--r--"));
    LocalStackInDocker docker = LocalStackInDocker.start(image(System.getenv()), bundle, folder);
    URI http = docker.http();
    if (!InetAddress.getByName(http.getHost()).isLoopbackAddress()) {
      return behindFront(http, docker);
    }
    return started(URI.create("https://127.0.0.1:" + http.getPort()), docker);
  }

  static String image(Map<String, String> environment) {
    String other = environment.getOrDefault(OTHER_IMAGE, "");
    return other.isBlank() ? IMAGE : other;
  }

  private LocalStack inHostMode(Path script) throws IOException {
    Path bundle = folder.resolve("server.pem");
    ca.writeServerBundle(bundle, PosixFilePermissions.fromString("rw-------"));
    Path log = folder.resolve("localstack.log");
    Process process =
        new ProcessBuilder(
                script.toString(),
                "run",
                "--state",
                folder.resolve("state").toString(),
                "--port",
                Integer.toString(freePort()),
                "--cert",
                bundle.toString())
            .redirectError(log.toFile())
            .start();
    URI http = URI.create(firstLine(process, log));
    return started(URI.create("https://127.0.0.1:" + http.getPort()), () -> end(process));
  }

  private static void end(Process process) throws IOException {
    process.getOutputStream().close(); // its lifeline
    try {
      if (!process.waitFor(DOWN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String firstLine(Process process, Path log) throws IOException {
    CompletableFuture<String> ready =
        CompletableFuture.supplyAsync(() -> readLine(process), LocalStackStart::onOwnThread);
    try {
      return ready.get(UP.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroy();
      throw new IOException(
          "LocalStack did not get ready; its last words: " + lastLine(log) + "; see " + log, e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while LocalStack was starting", e);
    }
  }

  private static String readLine(Process process) {
    try {
      String line =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (line == null) {
        throw new IllegalStateException("it ended without a word");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void onOwnThread(Runnable work) {
    Thread thread = new Thread(work, "localstack");
    thread.setDaemon(true);
    thread.start();
  }

  static String lastLine(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines.reduce("none", (before, line) -> line);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private LocalStack started(URI endpoint, Closeable running) {
    return new LocalStack(
        endpoint,
        ca,
        () -> {
          running.close();
          delete();
        });
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
