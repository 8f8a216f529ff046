package dev.sealedbid.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What can be told of docker-compose.yml and its Dockerfile without a Docker engine. */
@DisplayName("docker-compose.yml and infra/docker")
class ContainerFilesTest {
  private static final Path HOME = Path.of("..");
  private static final Path DOCKERFILE = HOME.resolve("infra/docker/Dockerfile");
  private static final Pattern PINNED =
      Pattern.compile("[a-z0-9./-]+:[\\w.-]+@sha256:[0-9a-f]{64}");

  @Test
  @DisplayName("everything that the Dockerfile copies is there after a build")
  void copies() throws IOException {
    List<String> copied = new ArrayList<>();
    for (String line : Files.readAllLines(DOCKERFILE)) {
      List<String> words = words(line);
      if (!words.get(0).equals("COPY") || words.get(1).equals(".")) {
        continue;
      }
      boolean built = words.get(1).equals("--from=build");
      String source = built ? words.get(2).replaceFirst("^/build/", "") : words.get(1);
      assertThat(HOME.resolve(source)).exists();
      copied.add(source);
    }
    assertThat(copied).hasSizeGreaterThan(8);
  }

  @Test
  @DisplayName("every base is pinned by digest, and every image that runs drops root")
  void bases() throws IOException {
    List<String> stages = new ArrayList<>();
    List<String> users = new ArrayList<>();
    for (String line : Files.readAllLines(DOCKERFILE)) {
      List<String> words = words(line);
      if (words.get(0).equals("FROM")) {
        if (!stages.contains(words.get(1))) {
          assertThat(words.get(1)).matches(PINNED);
        }
        stages.add(words.get(3));
      }
      if (words.get(0).equals("USER")) {
        users.add(stages.get(stages.size() - 1) + " " + words.get(1));
      }
    }
    assertThat(stages).containsExactly("build", "runtime", "parent", "hypervisor");
    assertThat(users).containsExactly("runtime 1000:1000");
  }

  @Test
  @DisplayName("every image is pinned or built here; the tests' LocalStack is the same")
  void images() throws IOException {
    Map<String, Map<String, Object>> services = services();
    services.forEach(
        (name, service) -> {
          String image = String.valueOf(service.get("image"));
          if (service.containsKey("build")) {
            assertThat(image).startsWith("sealed-bid/");
          } else {
            assertThat(image).as(name).matches(PINNED);
          }
        });
    assertThat(LocalStackStart.IMAGE)
        .isEqualTo(String.valueOf(services.getOrDefault("localstack", Map.of()).get("image")));
    assertThat(LocalStackStart.IMAGE).startsWith("localstack/localstack:4.14.0@");
  }

  @Test
  @DisplayName("ports are this machine's own, and nobody is privileged")
  void ports() throws IOException {
    List<String> ports = new ArrayList<>();
    services()
        .forEach(
            (name, service) -> {
              if (service.get("ports") instanceof List<?> some) {
                some.forEach(port -> ports.add(String.valueOf(port)));
              }
              assertThat(service).doesNotContainKeys("privileged", "cap_add", "pid", "ipc");
              if (!name.equals("localstack")) { // whose image runs as root
                assertThat(String.valueOf(service.get("user"))).as(name).contains("1000");
                assertThat(String.valueOf(service.get("cap_drop"))).isEqualTo("[ALL]");
              }
            });
    assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @SuppressWarnings("unchecked") // that it has this form is what is tested
  private static Map<String, Map<String, Object>> services() throws IOException {
    Map<String, Object> file =
        new Yaml().load(Files.readString(HOME.resolve("docker-compose.yml")));
    return (Map<String, Map<String, Object>>) file.getOrDefault("services", Map.of());
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.strip().split(" +", -1));
  }
}
