package dev.sealedbid.image.jars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenSettingsTest {
  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* | true",
        "central | true",
        "external:* | true",
        "other, central | true",
        "*,!central | false",
        "!central,* | false",
        "external:http:* | false",
        "other | false",
      })
  @DisplayName("a mirror stands for central where Maven says that it does")
  void mirrors(String mirrorOf, boolean stands) throws IOException {
    settings(
        "<mirrors><mirror><id>m</id><mirrorOf>%s</mirrorOf><url>https://mirror.invalid/maven</url></mirror></mirrors>"
            .formatted(mirrorOf));
    List<String> names = names(Map.of());
    assertThat(names.get(0)).isEqualTo(home.resolve(".m2/repository").toString());
    assertThat(names.subList(1, names.size()))
        .isEqualTo(stands ? List.of("https://mirror.invalid/maven/") : List.of());
  }

  @Test
  @DisplayName("without a mirror it is what the machine's Maven says of itself, or nothing")
  void superPom() throws IOException {
    Path maven = home.resolve("maven");
    Files.createDirectories(maven.resolve("lib"));
    try (ZipOutputStream jar =
        new ZipOutputStream(
            Files.newOutputStream(maven.resolve("lib/maven-model-builder-3.jar")))) {
      jar.putNextEntry(new ZipEntry("org/apache/maven/model/pom-4.0.0.xml"));
      jar.write(
          ("<project><repositories><repository><id>central</id>"
                  + "<url>https://central.invalid</url></repository></repositories></project>")
              .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(names(Map.of("MAVEN_HOME", maven.toString())))
        .containsExactly(home.resolve(".m2/repository").toString(), "https://central.invalid/");
    assertThat(names(Map.of())).hasSize(1);
  }

  @Test
  @DisplayName("the local repository is where the settings say, with what they name")
  void localRepository() throws IOException {
    settings("<localRepository>${env.JARS}/of ${user.home}</localRepository>");
    assertThat(names(Map.of("JARS", "/here"))).containsExactly("/here/of " + home);
  }

  @Test
  @DisplayName("a mirror with a login is told it when it asks, and nobody else is")
  void login() throws IOException {
    List<String> told = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          told.add(exchange.getRequestURI().getPath() + " " + login);
          if (login.equals("null")) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"jars\"");
            exchange.sendResponseHeaders(401, -1);
          } else {
            exchange.sendResponseHeaders(200, 3);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write("jar".getBytes(StandardCharsets.UTF_8));
            }
          }
          exchange.close();
        });
    server.start();
    try {
      settings(
          ("<servers><server><id>m</id><username>me</username><password>${env.P}</password></server></servers>"
                  + "<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:%d/maven</url></mirror></mirrors>")
              .formatted(server.getAddress().getPort()));
      JarSource mirror = new MavenSettings(Map.of("P", "word"), home).sources().get(1);
      assertThat(mirror.get("a/b.jar"))
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo(Optional.of("jar"));
      assertThat(told).containsExactly("/maven/a/b.jar null", "/maven/a/b.jar Basic bWU6d29yZA==");
      JarSource other =
          new MavenSettings(Map.of("P", "word"), home)
              .remote("http://localhost:" + server.getAddress().getPort());
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> other.get("a/b.jar"))
          .withMessageContaining("401");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName("settings with a document type, and URLs of other kinds, are refused")
  void refused() throws IOException {
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        home.resolve(".m2/settings.xml"),
        "<!DOCTYPE settings SYSTEM \"file:///etc/hostname\"><settings/>");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> names(Map.of()));
    settings("");
    MavenSettings settings = new MavenSettings(Map.of(), home);
    for (String url : List.of("ftp://mirror.invalid", "mirror.invalid", "https:", "no URL")) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> settings.remote(url));
    }
  }

  private List<String> names(Map<String, String> environment) throws IOException {
    return new MavenSettings(environment, home).sources().stream().map(JarSource::name).toList();
  }

  private void settings(String content) throws IOException {
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        home.resolve(".m2/settings.xml"),
        "<settings xmlns=\"http://maven.apache.org/SETTINGS/1.2.0\">" + content + "</settings>");
  }
}
