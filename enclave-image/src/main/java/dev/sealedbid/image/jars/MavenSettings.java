package dev.sealedbid.image.jars;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Where this machine's Maven gets its files: the user's settings and then Maven's own say which
 * mirror stands for the repository {@code central}, with which login and by which proxy, and where
 * the local repository lies. Read without Maven, as its plugins are nothing to run before a check.
 * Profiles and encrypted passwords aren't read; a jar in the local repository does instead.
 */
final class MavenSettings {
  private static final String CENTRAL = "central";

  private final Map<String, String> environment;
  private final Path home;
  private final List<Element> settings = new ArrayList<>();
  private final Optional<Path> maven;

  /**
   * The settings of a user.
   *
   * @param environment for {@code PATH} and {@code MAVEN_HOME}, and what the settings name of it
   * @param home the user's home folder
   */
  MavenSettings(Map<String, String> environment, Path home) throws IOException {
    this.environment = environment;
    this.home = home;
    this.maven = maven();
    add(home.resolve(Path.of(".m2", "settings.xml")));
    if (maven.isPresent()) {
      add(maven.get().resolve(Path.of("conf", "settings.xml")));
    }
  }

  private void add(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      settings.add(XmlFile.read(file));
    }
  }

  /** The local repository first, as it is nearest, then the remote one. */
  List<JarSource> sources() throws IOException {
    List<JarSource> sources = new ArrayList<>();
    sources.add(new FolderSource(localRepository()));
    Optional<Element> mirror = mirror();
    if (mirror.isPresent()) {
      String id = XmlFile.text(mirror.get(), "id");
      sources.add(remote(value(XmlFile.text(mirror.get(), "url")), login(id)));
    } else {
      Optional<String> central = central();
      if (central.isPresent()) {
        sources.add(remote(central.get(), login(CENTRAL)));
      }
    }
    return sources;
  }

  /** A repository that the user names by its URL. */
  JarSource remote(String url) throws IOException {
    return remote(url, Optional.empty());
  }

  private JarSource remote(String url, Optional<PasswordAuthentication> login) throws IOException {
    try {
      URI base = URI.create(url.endsWith("/") ? url : url + "/");
      if ("file".equals(base.getScheme())) {
        return new FolderSource(Path.of(base));
      }
      if (base.getHost() != null && String.valueOf(base.getScheme()).matches("https?")) {
        return new HttpSource(base, login, proxies(base));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("this is no repository's URL: " + url, e);
    }
    throw new IOException("a repository's URL begins with https:, http: or file:, not " + url);
  }

  private Path localRepository() {
    for (Element file : settings) {
      String named = value(XmlFile.text(file, "localRepository"));
      if (!named.isEmpty()) {
        return Path.of(named);
      }
    }
    return home.resolve(Path.of(".m2", "repository"));
  }

  private Optional<Element> mirror() {
    return settings.stream()
        .flatMap(file -> XmlFile.all(file, "mirrors", "mirror").stream())
        .filter(mirror -> standsForCentral(XmlFile.text(mirror, "mirrorOf")))
        .findFirst();
  }

  /** As Maven reads it: a list in which an exclusion wins. */
  private static boolean standsForCentral(String mirrorOf) {
    boolean stands = false;
    for (String part : mirrorOf.split(",", -1)) {
      switch (part.strip()) {
        case "!" + CENTRAL -> {
          return false;
        }
        case "*", "external:*", CENTRAL -> stands = true;
        default -> {}
      }
    }
    return stands;
  }

  private Optional<PasswordAuthentication> login(String id) {
    return settings.stream()
        .flatMap(file -> XmlFile.all(file, "servers", "server").stream())
        .filter(server -> XmlFile.text(server, "id").equals(id))
        .filter(server -> !XmlFile.text(server, "username").isEmpty())
        .map(
            server ->
                new PasswordAuthentication(
                    value(XmlFile.text(server, "username")),
                    value(XmlFile.text(server, "password")).toCharArray()))
        .findFirst();
  }

  private ProxySelector proxies(URI base) {
    return settings.stream()
        .flatMap(file -> XmlFile.all(file, "proxies", "proxy").stream())
        .filter(proxy -> !"false".equals(XmlFile.text(proxy, "active")))
        .filter(proxy -> !goesWithout(base.getHost(), XmlFile.text(proxy, "nonProxyHosts")))
        .map(
            proxy ->
                ProxySelector.of(
                    new InetSocketAddress(
                        value(XmlFile.text(proxy, "host")), port(XmlFile.text(proxy, "port")))))
        .findFirst()
        .orElseGet(ProxySelector::getDefault);
  }

  private static int port(String text) {
    return text.isEmpty() ? 8080 : Integer.parseInt(text);
  }

  private static boolean goesWithout(String host, String patterns) {
    for (String pattern : patterns.split("[|,]", -1)) {
      if (!pattern.isBlank()
          && host.matches(pattern.strip().replace(".", "\\.").replace("*", ".*"))) {
        return true;
      }
    }
    return false;
  }

  /** What Maven takes where nothing is set up; it says so in its own jar. */
  private Optional<String> central() throws IOException {
    if (maven.isEmpty()) {
      return Optional.empty();
    }
    return SuperPom.repository(maven.get().resolve("lib"), CENTRAL);
  }

  private Optional<Path> maven() throws IOException {
    String named = environment.getOrDefault("MAVEN_HOME", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path program = Path.of(folder, "mvn");
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return Optional.ofNullable(program.toRealPath().getParent()).map(Path::getParent);
      }
    }
    return Optional.empty();
  }

  /** A setting's text, with what it names of the environment. */
  private String value(String text) {
    String value = text.replace("${user.home}", home.toString());
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      value = value.replace("${env." + variable.getKey() + "}", variable.getValue());
    }
    return value;
  }
}
