import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes each guard of {@code guards.txt} out of the program in turn, in a copy, and sees that every
 * test that the list names for it fails. Classes and tests are found by their simple names, so the
 * list doesn't care where they are; a guard that isn't found exactly once is an error.
 *
 * <p>Exit status: 0 if each guard was seen to be tested, 1 if one survived, 2 if the list is wrong
 * or the tests fail without any change.
 */
final class Mutation {
  private static final long TEST_MINUTES = 5;
  private static final List<String> JVM =
      List.of(
          "-XX:+EnableDynamicAgentLoading",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Xmx2g",
          "-Daws.configFile=target/no-aws-config",
          "-Daws.sharedCredentialsFile=target/no-aws-credentials");

  private final Path home;
  private final Map<String, List<Path>> mains = new TreeMap<>();
  private final Map<String, List<Path>> tests = new TreeMap<>();

  /** One guard: where it stands, what is put in its place, and who must notice. */
  private record Guard(
      String name, String type, List<String> from, List<String> to, List<String> tests) {}

  /** A class without its guard. */
  private record Mutant(Path file, String source) {}

  /** A test's module and its name as the runner wants it. */
  private record Test(String module, String name) {}

  private Mutation(Path home) throws IOException {
    this.home = home;
    try (Stream<Path> modules = Files.list(home)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        collect(module.resolve("src/main/java"), mains);
        collect(module.resolve("src/test/java"), tests);
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    List<String> words = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
    boolean checkOnly = words.remove("--check");
    try {
      Mutation mutation = new Mutation(home);
      List<Guard> guards =
          read(home.resolve("infra/mutation/guards.txt")).stream()
              .filter(
                  guard ->
                      words.isEmpty()
                          || words.stream().anyMatch(guard.name()::contains)
                          || words.contains(guard.type()))
              .toList();
      mutation.check(guards);
      System.out.println(guards.size() + " guards, each where the list says");
      System.exit(checkOnly || mutation.run(guards) ? 0 : 1);
    } catch (WrongListException e) {
      System.err.println("mutation: error: " + e.getMessage());
      System.exit(2);
    }
  }

  // The list.

  private static List<Guard> read(Path list) throws IOException, WrongListException {
    List<Guard> guards = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String block : Files.readString(list).split("\n\\s*\n")) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (lines.isEmpty()) {
        continue;
      }
      Map<String, List<String>> fields = new LinkedHashMap<>();
      for (String line : lines) {
        String[] words = line.split(" +", 2);
        fields
            .computeIfAbsent(words[0], any -> new ArrayList<>())
            .add(words.length == 1 ? "" : words[1].strip());
      }
      if (!fields.keySet().equals(Set.of("guard", "in", "-", "+", "test"))) {
        throw new WrongListException("a guard has guard, in, -, + and test: " + lines.get(0));
      }
      String name = fields.get("guard").get(0);
      if (!names.add(name)) {
        throw new WrongListException("twice: " + name);
      }
      guards.add(
          new Guard(
              name, fields.get("in").get(0), fields.get("-"), fields.get("+"), fields.get("test")));
    }
    return guards;
  }

  private void check(List<Guard> guards) throws IOException, WrongListException {
    List<String> wrong = new ArrayList<>();
    for (Guard guard : guards) {
      try {
        mutated(guard);
        for (String test : guard.tests()) {
          test(test);
        }
      } catch (WrongListException e) {
        wrong.add(guard.name() + ": " + e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      throw new WrongListException(String.join("\n  ", wrong));
    }
  }

  /**
   * The source of the guard's class without the guard. Indentation and line breaks don't count. Of
   * several classes of that name it is the one that has the guard.
   */
  private Mutant mutated(Guard guard) throws IOException, WrongListException {
    Pattern text =
        Pattern.compile(
            guard.from().stream().map(Pattern::quote).collect(Collectors.joining("\\s+")));
    List<Mutant> mutants = new ArrayList<>();
    for (Path file : mains.getOrDefault(guard.type(), List.of())) {
      String source = Files.readString(file);
      for (Matcher found = text.matcher(source); found.find(); ) {
        mutants.add(
            new Mutant(
                file,
                source.substring(0, found.start())
                    + String.join("\n", guard.to())
                    + source.substring(found.end())));
      }
    }
    if (mutants.size() != 1) {
      throw new WrongListException(
          (mutants.isEmpty() ? "not" : "more than once")
              + " in "
              + guard.type()
              + ": "
              + guard.from());
    }
    return mutants.get(0);
  }

  private String moduleOf(Path file) {
    return home.relativize(file).getName(0).toString();
  }

  /** From {@code Class}, {@code Class.method} or {@code module/Class.method}. */
  private Test test(String name) throws IOException, WrongListException {
    String module = name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
    String[] parts = name.substring(name.indexOf('/') + 1).split("\\.", 2);
    Path file = only(tests, parts[0], module);
    String source = Files.readString(file);
    if (parts.length == 2 && !Pattern.compile("void " + parts[1] + "\\(").matcher(source).find()) {
      throw new WrongListException("no test " + name);
    }
    Path inModule = home.relativize(file);
    Path root = inModule.subpath(0, 1).resolve("src/test/java");
    String type = root.relativize(inModule).toString().replace('/', '.').replaceAll("\\.java$", "");
    return new Test(
        inModule.getName(0).toString(), type + (parts.length == 2 ? "#" + parts[1] : ""));
  }

  private Path only(Map<String, List<Path>> where, String type, String module)
      throws WrongListException {
    List<Path> found =
        where.getOrDefault(type, List.of()).stream()
            .filter(file -> module.isEmpty() || home.relativize(file).startsWith(module))
            .toList();
    if (found.size() != 1) {
      throw new WrongListException(
          (found.isEmpty() ? "there is no class " : "several classes ") + type);
    }
    return found.get(0);
  }

  private static void collect(Path sources, Map<String, List<Path>> into) throws IOException {
    if (!Files.isDirectory(sources)) {
      return;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file ->
                  into.computeIfAbsent(
                          file.getFileName().toString().replaceAll("\\.java$", ""),
                          any -> new ArrayList<>())
                      .add(file));
    }
  }

  // The run.

  private boolean run(List<Guard> guards) throws Exception {
    Path work = Files.createTempDirectory("sealed-bid-mutation-");
    try {
      // From here on everything is read from the copy: who edits meanwhile changes nothing.
      return new Mutation(copy(work)).run(work, guards);
    } finally {
      delete(work);
    }
  }

  private Path copy(Path work) throws Exception {
    Path copy = Files.createDirectory(work.resolve("copy"));
    command(
        home,
        List.of(
            "sh",
            "-c",
            "git ls-files -z -co --exclude-standard | tar -c --null --ignore-failed-read -T -"
                + " 2>/dev/null | tar -x -C \"$0\"",
            copy.toString()));
    return copy;
  }

  private boolean run(Path work, List<Guard> guards) throws Exception {
    Built built = build(work, guards);
    built.requireGreen(guards);
    List<String> survivors = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (Guard guard : guards) {
      String verdict;
      try {
        verdict = built.verdict(guard);
      } catch (WrongListException e) {
        broken.add(guard.type() + ": " + guard.name());
        continue;
      }
      System.out.println(verdict + "  " + guard.type() + ": " + guard.name());
      if (!verdict.equals("killed  ")) {
        survivors.add(guard.type() + ": " + guard.name());
      }
    }
    System.out.println(
        guards.size()
            + " guards, "
            + (guards.size() - survivors.size() - broken.size())
            + " tested, "
            + survivors.size()
            + " survived");
    survivors.forEach(survivor -> System.out.println("  " + survivor));
    if (!broken.isEmpty()) {
      throw new WrongListException("what is put in their place doesn't compile: " + broken);
    }
    return survivors.isEmpty();
  }

  private Built build(Path work, List<Guard> guards) throws Exception {
    Set<String> modules = new LinkedHashSet<>();
    for (Guard guard : guards) {
      modules.add(moduleOf(mutated(guard).file()));
      for (String test : guard.tests()) {
        modules.add(test(test).module());
      }
    }
    List<String> maven = new ArrayList<>(List.of("mvn", "-B", "-q", "-Dspotless.check.skip=true"));
    // Maven reads the variable itself since 3.9 only.
    String more = System.getenv().getOrDefault("MAVEN_ARGS", "").strip();
    maven.addAll(more.isEmpty() ? List.of() : List.of(more.split(" +")));
    maven.addAll(
        List.of(
            "-pl",
            String.join(",", modules),
            "-am",
            "test-compile",
            "org.apache.maven.plugins:maven-dependency-plugin:build-classpath",
            "-Dmdep.outputFile=target/mutation.classpath",
            "-Dmdep.includeScope=test"));
    command(home, maven);
    return new Built(work, guards);
  }

  private static void command(Path folder, List<String> words) throws Exception {
    Process process = new ProcessBuilder(words).directory(folder.toFile()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new WrongListException("failed: " + words.get(0) + " … " + words.get(words.size() - 1));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The copy, compiled: mutants of single classes go before it on the class path. */
  private final class Built {
    private final Path work;
    private final Path runner;

    Built(Path work, List<Guard> guards) throws Exception {
      this.work = work;
      this.runner = Files.createDirectory(work.resolve("runner"));
      String any = test(guards.get(0).tests().get(0)).module();
      javac(home.resolve("infra/mutation/NamedTests.java"), runner, classpath(any));
    }

    void requireGreen(List<Guard> guards) throws Exception {
      Map<String, Set<String>> byModule = new TreeMap<>();
      for (Guard guard : guards) {
        for (String name : guard.tests()) {
          Test test = test(name);
          byModule.computeIfAbsent(test.module(), m -> new LinkedHashSet<>()).add(test.name());
        }
      }
      List<String> wrong = new ArrayList<>();
      for (Map.Entry<String, Set<String>> module : byModule.entrySet()) {
        results(module.getKey(), module.getValue(), Optional.empty()).stream()
            .filter(line -> !line.startsWith("passed "))
            .forEach(wrong::add);
      }
      if (!wrong.isEmpty()) {
        throw new WrongListException("without any change: " + wrong);
      }
    }

    /** {@code killed} if every named test fails; else who didn't. */
    String verdict(Guard guard) throws Exception {
      Path overlay = Files.createDirectory(work.resolve("overlay"));
      try {
        Mutant mutant = mutated(guard);
        Path changed =
            Files.createDirectories(work.resolve("source")).resolve(mutant.file().getFileName());
        Files.writeString(changed, mutant.source());
        javac(changed, overlay, classpath(moduleOf(mutant.file())));
        List<String> passing = new ArrayList<>();
        Map<String, Set<String>> byModule = new TreeMap<>();
        for (String name : guard.tests()) {
          Test test = test(name);
          byModule.computeIfAbsent(test.module(), m -> new LinkedHashSet<>()).add(test.name());
        }
        for (Map.Entry<String, Set<String>> module : byModule.entrySet()) {
          results(module.getKey(), module.getValue(), Optional.of(overlay)).stream()
              .filter(line -> !line.startsWith("failed "))
              .forEach(passing::add);
        }
        return passing.isEmpty() ? "killed  " : "SURVIVED " + passing;
      } finally {
        delete(overlay);
      }
    }

    private List<String> results(String module, Set<String> names, Optional<Path> overlay)
        throws Exception {
      Path results = work.resolve("results");
      Files.deleteIfExists(results);
      List<String> words = new ArrayList<>(List.of(tool("java")));
      words.addAll(JVM);
      if (Runtime.version().feature() >= 24) {
        words.add("--enable-native-access=ALL-UNNAMED");
      }
      words.add("-cp");
      words.add(overlay.map(o -> o + ":").orElse("") + runner + ":" + classpath(module));
      words.addAll(List.of("NamedTests", results.toString()));
      words.addAll(names);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(home.resolve(module).toFile())
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("output").toFile());
      builder
          .environment()
          .keySet()
          .removeIf(
              name ->
                  name.startsWith("AWS_")
                      || name.startsWith("JAVA_TOOL")
                      || name.startsWith("JDK_")
                      || name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
      Process process = builder.start();
      boolean ended =
          process.waitFor(TEST_MINUTES * (overlay.isPresent() ? 1 : 12), TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      if (!Files.exists(results)) {
        // The process hung or died: no test passed, and that was noticed.
        return overlay.isPresent()
            ? names.stream().map(name -> "failed " + name).toList()
            : names.stream().map(name -> "no result " + name).toList();
      }
      return Files.readAllLines(results);
    }

    private Path classpathFile(String module) {
      return home.resolve(module).resolve("target/mutation.classpath");
    }

    private String classpath(String module) throws IOException {
      String libraries = Files.readString(classpathFile(module)).strip();
      // Surefire has had Maven fetch the launcher of the engine's version.
      String launcher =
          Arrays.stream(libraries.split(":"))
              .filter(jar -> jar.contains("/junit-platform-engine/"))
              .map(jar -> jar.replace("junit-platform-engine", "junit-platform-launcher"))
              .findFirst()
              .orElseThrow();
      Path target = home.resolve(module).resolve("target");
      return target.resolve("test-classes")
          + ":"
          + target.resolve("classes")
          + ":"
          + libraries
          + ":"
          + launcher;
    }

    private void javac(Path source, Path into, String classpath) throws Exception {
      command(
          home,
          List.of(
              tool("javac"),
              "-nowarn",
              "-proc:none",
              "-implicit:none",
              "-parameters",
              "-g",
              "--release",
              "17",
              "-cp",
              classpath,
              "-d",
              into.toString(),
              source.toString()));
    }

    private static String tool(String name) {
      return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
  }

  /** The list doesn't fit the sources. */
  private static final class WrongListException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongListException(String message) {
      super(message);
    }
  }
}
