package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where a LocalStack is to be had")
class LocalStackPlaceTest {
  @TempDir private Path folder = Path.of(".");

  @Test
  @DisplayName("a named endpoint wins over Docker, and Docker over the host mode")
  void order() throws IOException {
    Path prepared = script(0);
    Map<String, String> named = Map.of("LOCALSTACK_ENDPOINT", "http://localhost:4566/");
    assertThat(LocalStackPlace.find(named, prepared, true))
        .contains(new LocalStackPlace(LocalStackPlace.Kind.ENDPOINT, "http://localhost:4566"));
    assertThat(LocalStackPlace.find(Map.of(), prepared, true))
        .contains(new LocalStackPlace(LocalStackPlace.Kind.DOCKER, ""));
    assertThat(LocalStackPlace.find(Map.of(), prepared, false))
        .contains(new LocalStackPlace(LocalStackPlace.Kind.HOST_MODE, prepared.toString()));
  }

  @Test
  @DisplayName("LOCALSTACK_MODE takes that way or none, whatever else there is")
  void mode() throws IOException {
    Path prepared = script(0);
    String endpoint = "http://localhost:4566";
    Map<String, String> docker =
        Map.of("LOCALSTACK_MODE", "docker", "LOCALSTACK_ENDPOINT", endpoint);
    Map<String, String> host = Map.of("LOCALSTACK_MODE", "host", "LOCALSTACK_ENDPOINT", endpoint);
    assertThat(LocalStackPlace.find(docker, prepared, true))
        .contains(new LocalStackPlace(LocalStackPlace.Kind.DOCKER, ""));
    assertThat(LocalStackPlace.find(docker, prepared, false)).isEmpty();
    assertThat(LocalStackPlace.find(host, prepared, true))
        .contains(new LocalStackPlace(LocalStackPlace.Kind.HOST_MODE, prepared.toString()));
    assertThat(LocalStackPlace.find(host, script(1), true)).isEmpty();
    assertThat(LocalStackPlace.none(docker)).contains("LOCALSTACK_MODE=docker", "start Docker");
    assertThat(LocalStackPlace.none(Map.of())).doesNotContain("LOCALSTACK_MODE");
  }

  @Test
  @DisplayName("another mode than docker and host is refused, with its name")
  void unknownMode() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackPlace.find(Map.of("LOCALSTACK_MODE", "podman"), folder, true))
        .withMessageContaining("docker or host")
        .withMessageContaining("podman");
  }

  @Test
  @DisplayName("Docker takes the pinned image, or the one that LOCALSTACK_IMAGE names")
  void image() {
    assertThat(LocalStackStart.image(Map.of())).isEqualTo(LocalStackStart.IMAGE);
    assertThat(LocalStackStart.image(Map.of("LOCALSTACK_IMAGE", "own/localstack:1")))
        .isEqualTo("own/localstack:1");
  }

  @Test
  @DisplayName("a host mode that isn't prepared, and one that can't be, is none")
  void none() throws IOException {
    assertThat(LocalStackPlace.find(Map.of(), script(1), false)).isEmpty();
    assertThat(LocalStackPlace.find(Map.of(), folder.resolve("gone"), false)).isEmpty();
    assertThat(LocalStackPlace.HOW_TO_HAVE_ONE)
        .contains("Docker", "infra/localstack/localstack prepare", "LOCALSTACK_ENDPOINT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost:4566", "localhost:4566", "http://localhost", "x"})
  @DisplayName("an endpoint is http://HOST:PORT")
  void endpoints(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackPlace.find(Map.of("LOCALSTACK_ENDPOINT", text), folder, false))
        .withMessageContaining("http://HOST:PORT");
  }

  @Test
  @DisplayName("Docker answers where somebody listens on its socket")
  void docker() throws IOException {
    Path socket = folder.resolve("docker.sock");
    Map<String, String> environment = Map.of("DOCKER_HOST", "unix://" + socket);
    assertThat(LocalStackPlace.dockerAnswers(environment)).isFalse();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(LocalStackPlace.dockerAnswers(environment)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENDPOINT", "DOCKER", "HOST_MODE"})
  @DisplayName("each says in one line which it is")
  void oneLine(LocalStackPlace.Kind kind) {
    assertThat(new LocalStackPlace(kind, "http://localhost:4566").describe())
        .isNotBlank()
        .doesNotContain("\n");
  }

  private Path script(int exit) throws IOException {
    Path script = folder.resolve("script-" + exit);
    Files.writeString(script, "#!/bin/sh\nexit " + exit + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
