package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lock file of the jars: text, a line for each jar with its use ({@code enclave}, {@code
 * compiler} or {@code builder}), SHA-256 and path in a Maven repository, separated by a space;
 * lines that begin with # and empty ones say nothing.
 *
 * @param jars by use and path; no path and, as they will lie in one folder, no file name twice
 */
public record JarLock(List<LockedJar> jars) {
  /** What it is called; it lies beside the image's lock file, which names it. */
  public static final String NAME = "jars.lock";

  private static final String TITLE =
      """
      # Every jar that the enclave image is made from or with, and its SHA-256. It is checked before
      # anything is compiled. Moved by `infra/enclave-image/lock jars`, never by hand.
      """;
  private static final int MAX_LENGTH = 65_536;
  private static final Map<LockedJar.Use, String> HEADINGS =
      new EnumMap<>(
          Map.of(
              LockedJar.Use.ENCLAVE,
              "What ships: the measured class path. bidding-enclave/trusted-base.txt has the reasons.",
              LockedJar.Use.COMPILER,
              "Annotations: the compiler reads them, nothing runs them.",
              LockedJar.Use.BUILDER,
              "The image builder runs on these, too."));

  /**
   * A lock of these jars.
   *
   * @throws IllegalArgumentException if one is there twice, or none ships
   */
  public JarLock {
    jars =
        jars.stream()
            .sorted(Comparator.comparing(LockedJar::use).thenComparing(LockedJar::path))
            .toList();
    Set<String> names = new HashSet<>();
    for (LockedJar jar : jars) {
      if (!names.add(jar.name())) {
        throw new IllegalArgumentException("the lock file has " + jar.name() + " twice");
      }
    }
    if (jars.stream().noneMatch(jar -> jar.use() == LockedJar.Use.ENCLAVE)) {
      throw new IllegalArgumentException("the lock file has no jar for the enclave");
    }
  }

  /**
   * Reads a lock file.
   *
   * @throws IOException if it can't be read, is longer than 64 KiB or says something else
   */
  public static JarLock read(Path file) throws IOException {
    if (Files.size(file) > MAX_LENGTH) {
      throw new IOException(file + " is too long for a lock file");
    }
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " isn't the lock file of the jars: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a lock file's text.
   *
   * @throws IllegalArgumentException if a line isn't a use, a digest and a path, or by what a lock
   *     is refused for
   */
  public static JarLock parse(String text) {
    List<LockedJar> jars = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[0].matches("[a-z]+")) {
          throw new IllegalArgumentException("a line has a use, a SHA-256 and a path: " + line);
        }
        jars.add(
            new LockedJar(
                LockedJar.Use.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], words[2]));
      }
    }
    return new JarLock(jars);
  }

  /** The jars of these uses. */
  public List<LockedJar> of(LockedJar.Use... uses) {
    Set<LockedJar.Use> wanted = Set.of(uses);
    return jars.stream().filter(jar -> wanted.contains(jar.use())).toList();
  }

  /** The jar at a path. */
  public Optional<LockedJar> at(String path) {
    return jars.stream().filter(jar -> jar.path().equals(path)).findFirst();
  }

  /** The text of the lock file. */
  public String text() {
    StringBuilder text = new StringBuilder(TITLE);
    for (LockedJar.Use use : LockedJar.Use.values()) {
      text.append("\n# ").append(HEADINGS.get(use)).append('\n');
      for (LockedJar jar : of(use)) {
        text.append(use.word()).append(' ').append(jar.sha256());
        text.append(' ').append(jar.path()).append('\n');
      }
    }
    return text.toString();
  }
}
