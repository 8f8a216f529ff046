package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where jars come from, as a command line says it; shared by the builder and by what makes the
 * builder.
 *
 * @param lockFile the lock file of the jars
 * @param cache the builder's cache folder
 * @param repositories Maven repositories that the user names by URL, tried before the machine's own
 */
public record JarOptions(Path lockFile, Path cache, List<String> repositories) {
  /** What stands in for the builder's own parser, which runs on jars that aren't checked yet. */
  static JarOptions of(List<String> arguments) throws IOException {
    List<String> repositories = new ArrayList<>();
    Optional<Path> lock = Optional.empty();
    Optional<Path> cache = Optional.empty();
    for (int i = 0; i + 1 < arguments.size(); i++) {
      String value = arguments.get(i + 1);
      switch (arguments.get(i)) {
        case "--lock" -> lock = Optional.of(Path.of(value));
        case "--cache" -> cache = Optional.of(Path.of(value));
        case "--maven-repository" -> repositories.add(value);
        default -> {}
      }
    }
    Path beside =
        lock.orElseThrow(() -> new IOException("no lock file is named: --lock FILE"))
            .toAbsolutePath();
    return new JarOptions(
        beside.resolveSibling(JarLock.NAME),
        cache.orElseGet(
            () -> defaultCache(System.getenv(), Path.of(System.getProperty("user.home")))),
        repositories);
  }

  /** {@code sealed-bid-ci/enclave-image} in a user's cache folder. */
  public static Path defaultCache(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = named.isEmpty() ? home.resolve(".cache") : Path.of(named);
    return base.resolve("sealed-bid-ci").resolve("enclave-image");
  }

  /** Reads the lock file. */
  public JarLock lock() throws IOException {
    return JarLock.read(lockFile);
  }

  /**
   * The store of the jars.
   *
   * @param environment the user's
   * @param home the user's home folder
   * @param said hears of every source that was passed over
   */
  public JarStore store(Map<String, String> environment, Path home, Consumer<String> said)
      throws IOException {
    MavenSettings settings = new MavenSettings(environment, home);
    List<JarSource> sources = new ArrayList<>();
    for (String url : repositories) {
      sources.add(settings.remote(url));
    }
    sources.addAll(settings.sources());
    return new JarStore(cache.resolve("jars"), sources, said);
  }
}
