package dev.sealedbid.e2e.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
      if (!words.get(0).equals("COPY")
          || words.get(1).equals(".")
          || words.get(1).equals("--from=java")) {
        continue;
      }
      boolean built = words.get(1).equals("--from=build");
      String source = built ? words.get(2).replaceFirst("^/build/", "") : words.get(1);
      // The bill of materials is made in the image's build only.
      assertThat(source.endsWith("/bom.json") || Files.exists(HOME.resolve(source)))
          .as(source)
          .isTrue();
      copied.add(source);
    }
    assertThat(copied).hasSizeGreaterThan(8);
  }

  @Test
  @DisplayName(
      "every base is pinned by digest, and every image that runs is of none and drops root")
  void bases() throws IOException {
    Map<String, String> arguments = arguments();
    assertThat(arguments.values()).allMatch(image -> PINNED.matcher(image).matches());
    Map<String, String> stages = new LinkedHashMap<>();
    List<String> users = new ArrayList<>();
    for (String line : Files.readAllLines(DOCKERFILE)) {
      List<String> words = words(line);
      if (words.get(0).equals("FROM")) {
        stages.put(words.get(3), words.get(1));
      }
      if (words.get(0).equals("USER")) {
        users.add(words.get(1));
      }
    }
    assertThat(stages)
        .containsExactly(
            Map.entry("build", "${MAVEN_IMAGE}"),
            Map.entry("java", "${JRE_IMAGE}"),
            Map.entry("runtime", "scratch"),
            Map.entry("parent", "runtime"),
            Map.entry("hypervisor", "runtime"));
    assertThat(users).containsExactly("1000:1000");
  }

  @Test
  @DisplayName("every image is pinned or built here; the tests' LocalStack is the same")
  void images() throws IOException {
    Map<String, Map<String, Object>> services = services();
    services.forEach(
        (name, service) -> {
          String image = byDefault(service.get("image"));
          if (service.containsKey("build")) {
            assertThat(image).startsWith("sealed-bid/");
          } else {
            assertThat(image).as(name).matches(PINNED);
          }
        });
    assertThat(LocalStackStart.IMAGE)
        .isEqualTo(byDefault(services.getOrDefault("localstack", Map.of()).get("image")));
    assertThat(LocalStackStart.IMAGE).startsWith("localstack/localstack:4.14.0@");
  }

  @Test
  @DisplayName("compose builds on the bases that the Dockerfile names by default")
  void sameBases() throws IOException {
    List<Map<String, String>> built = new ArrayList<>();
    for (Map<String, Object> service : services().values()) {
      if (service.get("build") instanceof Map<?, ?> build
          && build.get("args") instanceof Map<?, ?> args) {
        Map<String, String> defaults = new LinkedHashMap<>();
        args.forEach((name, image) -> defaults.put(String.valueOf(name), byDefault(image)));
        built.add(defaults);
      }
    }
    assertThat(built).hasSize(3).containsOnly(arguments());
  }

  @Test
  @DisplayName("ports are this machine's own; nobody is root, has a capability or writes its image")
  void rights() throws IOException {
    List<String> ports = new ArrayList<>();
    services()
        .forEach(
            (name, service) -> {
              if (service.get("ports") instanceof List<?> some) {
                some.forEach(port -> ports.add(String.valueOf(port)));
              }
              assertThat(service).doesNotContainKeys("privileged", "cap_add", "pid", "ipc");
              assertThat(String.valueOf(service.get("user"))).as(name).contains("1000");
              assertThat(service).as(name).containsEntry("cap_drop", List.of("ALL"));
              assertThat(service)
                  .as(name)
                  .containsEntry("security_opt", List.of("no-new-privileges:true"))
                  .containsEntry("read_only", true);
            });
    assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  /** What the Dockerfile's arguments are if nobody says otherwise. */
  private static Map<String, String> arguments() throws IOException {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String line : Files.readAllLines(DOCKERFILE)) {
      if (line.startsWith("ARG ")) {
        String[] parts = line.substring("ARG ".length()).split("=", 2);
        arguments.put(parts[0], parts[1]);
      }
    }
    assertThat(arguments).containsOnlyKeys("MAVEN_IMAGE", "JRE_IMAGE");
    return arguments;
  }

  private static String byDefault(@Nullable Object value) {
    return String.valueOf(value).replaceFirst("^\\$\\{\\w+:-(.*)}$", "$1");
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
