package dev.sealedbid.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What is measured holds only what runs: an edit of a class that the enclave never loads would
 * change PCR0 all the same, and with it every key policy. The JDK's {@code jdeps} says which class
 * names which; from {@link Main} on, every class of ours on the class path must be reached, but for
 * those that {@code unreached-classes.txt} lists with a reason.
 */
class ReachedClassesIT {
  private static final String OURS = "dev.sealedbid.";
  private static final Pattern EDGE = Pattern.compile("\\s+(\\S+)\\s+->\\s+(\\S+).*");

  @Test
  @DisplayName("every class of ours is reached from the enclave's Main, or listed with a reason")
  void everyClassIsReached() throws IOException {
    List<Path> jars = ourJars();
    assertThat(jars).hasSizeGreaterThan(3); // else target/lib isn't what was thought
    Set<String> reached = reachedFrom(Main.class.getName(), references(jars));
    Set<String> unreached = new TreeSet<>(classes(jars));
    assertThat(unreached).contains(Main.class.getName());
    unreached.removeAll(reached);
    Set<String> topLevel =
        unreached.stream()
            .map(ReachedClassesIT::topLevel)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(topLevel)
        .as("a class that the enclave doesn't run belongs where it is used, or on the list")
        .containsExactlyElementsOf(listed());
  }

  private static String topLevel(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static Set<String> reachedFrom(String start, Map<String, Set<String>> references) {
    Set<String> reached = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      String name = next.pop();
      if (reached.add(name)) {
        next.addAll(references.getOrDefault(name, Set.of()));
      }
    }
    return reached;
  }

  /** By class of ours, the classes of ours that it names. */
  private static Map<String, Set<String>> references(List<Path> jars) {
    List<String> arguments = new ArrayList<>(List.of("-verbose:class", "-filter:none", "-cp"));
    arguments.add(
        jars.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator)));
    jars.forEach(jar -> arguments.add(jar.toString()));
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(printer, printer, arguments.toArray(String[]::new));
    assertThat(status).as(out.toString()).isZero();
    Map<String, Set<String>> references = new HashMap<>();
    for (String line : out.toString().split("\\R", 0)) {
      Matcher edge = EDGE.matcher(line);
      if (edge.matches() && edge.group(1).startsWith(OURS) && edge.group(2).startsWith(OURS)) {
        references.computeIfAbsent(edge.group(1), name -> new TreeSet<>()).add(edge.group(2));
      }
    }
    return references;
  }

  private static Set<String> classes(List<Path> jars) throws IOException {
    Set<String> classes = new TreeSet<>();
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
            .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
            .forEach(classes::add);
      }
    }
    return classes;
  }

  /** The enclave's own jar and the jars of this project below it. */
  private static List<Path> ourJars() throws IOException {
    List<Path> jars = new ArrayList<>(List.of(Path.of("target", "bidding-enclave.jar")));
    try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
      for (Path file : files.sorted().toList()) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
          if (zip.stream().anyMatch(entry -> entry.getName().startsWith("dev/sealedbid/"))) {
            jars.add(file);
          }
        }
      }
    }
    return jars;
  }

  private static List<String> listed() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("unreached-classes.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.strip().split("\\s+", 2);
        assertThat(parts).as("a class and a reason: %s", line).hasSize(2);
        listed.add(parts[0]);
      }
    }
    return listed;
  }
}
