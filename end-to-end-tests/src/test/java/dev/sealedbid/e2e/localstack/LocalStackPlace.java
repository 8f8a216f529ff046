package dev.sealedbid.e2e.localstack;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a LocalStack is to be had: an endpoint that somebody names, a Docker engine, or this
 * machine itself. The first that there is, is it.
 *
 * @param kind which of them
 * @param detail the endpoint, or the host mode's script; empty for Docker
 */
record LocalStackPlace(Kind kind, String detail) {
  static final String ENDPOINT = "LOCALSTACK_ENDPOINT";

  /** {@code docker} or {@code host}: that way or none, for a run that is to show one of them. */
  static final String MODE = "LOCALSTACK_MODE";

  private static final String DOCKER_HOST = "DOCKER_HOST";
  private static final Path DOCKER_SOCKET = Path.of("/var/run/docker.sock");
  private static final long WHERE_SECONDS = 20;

  /** The three ways. */
  enum Kind {
    ENDPOINT,
    DOCKER,
    HOST_MODE
  }

  /** What whoever has none of them may do. */
  static final String HOW_TO_HAVE_ONE =
      "start Docker; or run infra/localstack/localstack prepare, once (Python 3.12 or newer, or uv;"
          + " 323 MB); or set "
          + ENDPOINT
          + "=http://HOST:PORT to one that runs";

  /**
   * Looks for one; starts nothing.
   *
   * @param environment of this process
   * @param script the host mode's
   * @param dockerAnswers whether there is a Docker engine
   * @throws IllegalArgumentException if an endpoint is named that is none, or a mode that is none
   */
  static Optional<LocalStackPlace> find(
      Map<String, String> environment, Path script, boolean dockerAnswers) {
    String mode = environment.getOrDefault(MODE, "");
    return switch (mode) {
      case "docker" -> docker(dockerAnswers);
      case "host" -> hostMode(script);
      case "" -> endpoint(environment).or(() -> docker(dockerAnswers)).or(() -> hostMode(script));
      default ->
          throw new IllegalArgumentException(
              MODE + " is docker or host, or not set; it is \"" + mode + "\"");
    };
  }

  private static Optional<LocalStackPlace> endpoint(Map<String, String> environment) {
    String endpoint = environment.getOrDefault(ENDPOINT, "");
    return endpoint.isBlank()
        ? Optional.empty()
        : Optional.of(new LocalStackPlace(Kind.ENDPOINT, checked(endpoint)));
  }

  private static Optional<LocalStackPlace> docker(boolean answers) {
    return answers ? Optional.of(new LocalStackPlace(Kind.DOCKER, "")) : Optional.empty();
  }

  private static Optional<LocalStackPlace> hostMode(Path script) {
    return isPrepared(script)
        ? Optional.of(new LocalStackPlace(Kind.HOST_MODE, script.toString()))
        : Optional.empty();
  }

  /** Why there is none, in one line, and what to do about it. */
  static String none(Map<String, String> environment) {
    String mode = environment.getOrDefault(MODE, "");
    return "no LocalStack can be had"
        + (mode.isEmpty() ? "" : " by " + MODE + "=" + mode)
        + ". To have one: "
        + HOW_TO_HAVE_ONE;
  }

  /** In one line, for people. */
  String describe() {
    return switch (kind) {
      case ENDPOINT -> "the endpoint " + detail + " (" + ENDPOINT + ")";
      case DOCKER -> "Docker (Testcontainers)";
      case HOST_MODE -> "host mode (infra/localstack)";
    };
  }

  /** Asked without Testcontainers, which says at length what it doesn't find. */
  static boolean dockerAnswers(Map<String, String> environment) {
    String host = environment.getOrDefault(DOCKER_HOST, "");
    if (!host.isBlank() && !host.startsWith("unix:")) {
      return true; // somebody's engine elsewhere: what is wrong with it, its user wants to know
    }
    Path socket = host.isBlank() ? DOCKER_SOCKET : Path.of(URI.create(host).getPath());
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  // HTTP only: a certificate that the tests' local CA didn't sign would have to be trusted first.
  private static String checked(String endpoint) {
    URI uri = URI.create(endpoint.strip());
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() <= 0) {
      throw new IllegalArgumentException(
          ENDPOINT + " is http://HOST:PORT (LocalStack serves HTTP and HTTPS there), not " + uri);
    }
    return "http://" + uri.getHost() + ":" + uri.getPort();
  }

  private static boolean isPrepared(Path script) {
    try {
      Process where =
          new ProcessBuilder(script.toString(), "where")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!where.waitFor(WHERE_SECONDS, TimeUnit.SECONDS)) {
        where.destroyForcibly();
        return false;
      }
      return where.exitValue() == 0;
    } catch (IOException e) {
      return false; // no shell: not a machine for the host mode
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
