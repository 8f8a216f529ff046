package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.image.jars.JarLock;
import dev.sealedbid.image.jars.JarOptions;
import dev.sealedbid.image.jars.JarResolution;
import dev.sealedbid.image.jars.JarsMoved;
import dev.sealedbid.image.jars.JarsRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code lock update}. */
@Command(
    name = "update",
    description = {
      "Move the lock files to what Debian's mirrors have and this checkout's POMs name now.",
      "Builds the image before and after, and prints both measurements: every key policy and every"
          + " auction's terms that name the old ones have to follow."
    })
final class LockUpdateCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Terminal terminal;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      required = true,
      description = "The settings of the image whose measurements are printed.")
  private Path settings = Path.of("");

  @Option(names = "--sources", paramLabel = "DIR", required = true, hidden = true)
  private Path sources = Path.of("");

  @Option(
      names = "--dry-run",
      description = "Print what would move; change nothing and build nothing.")
  private boolean dryRun;

  @Mixin private InputOptions options = new InputOptions();
  @Mixin private JsonOption json = new JsonOption();

  LockUpdateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Console console = new Console(Main.NAME, terminal, json.isSet());
    try {
      Path work = Files.createTempDirectory("enclave-image-lock");
      try {
        update(console, work);
      } finally {
        Folders.delete(work);
      }
      return ExitCode.OK.status();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "the lock can't be moved: " + e.getMessage(), List.of(), e);
    }
  }

  private void update(Console console, Path work) throws IOException {
    Path file = options.lock(terminal);
    LockFile old = LockFile.read(file);
    Shell shell = new Shell(work.resolve("log"));
    console.say("asking the mirrors what they have");
    LockFile now =
        new LockFile(
            old.kernel(),
            old.jars(),
            DebianArchive.fetch(shell, options.mirrors(shell), work.resolve("apt")).newest());
    Map<String, Object> view = new LinkedHashMap<>();
    Map<String, String> moved = moved(old, now);
    JarOptions oldJars = options.jars(terminal);
    JarLock nowJars = jars(console, shell, work);
    moved.putAll(jarsMoved(oldJars.lock(), nowJars));
    moved.values().forEach(console::print);
    view.put("moved", moved);
    if (moved.isEmpty()) {
      console.print("the lock is what the mirrors have and the POMs name; nothing moved");
    } else if (!dryRun) {
      if (!old.forKernel().equals(now.forKernel())) {
        now = compiled(console, shell, view, now);
      }
      Path written = work.resolve("image.lock.json");
      now.write(written);
      Files.writeString(work.resolve(now.jars()), nowJars.text(), StandardCharsets.UTF_8);
      report(console, view, "old", build(console, file, work.resolve("old")));
      Map<String, String> after = build(console, written, work.resolve("new"));
      if (after.isEmpty()) {
        throw CommandFailedException.refused(
            "the image can't be built from what the mirrors have; the lock stays as it is",
            "what was said stands above");
      }
      report(console, view, "new", after);
      now.write(file);
      Files.writeString(oldJars.lockFile(), nowJars.text(), StandardCharsets.UTF_8);
    }
    console.json(view);
  }

  /** What the POMs name, from an empty local repository. */
  private JarLock jars(Console console, Shell shell, Path work) throws IOException {
    console.say("asking Maven what the POMs name");
    Path folder = Files.createDirectory(work.resolve("jars")).toRealPath();
    return new JarResolution(
            (from, arguments) -> {
              List<String> command = new ArrayList<>(List.of("mvn"));
              command.addAll(arguments);
              shell.run("asking Maven for the class path", from, Map.of(), command);
            },
            folder)
        .of(terminal.resolve(sources));
  }

  private static Map<String, String> jarsMoved(JarLock old, JarLock now) {
    try {
      return JarsMoved.between(old, now);
    } catch (JarsRefusedException e) {
      throw new CommandFailedException(ExitCode.REFUSED, e.reason(), e.hints(), e);
    }
  }

  /** What has moved, by the package's name. */
  private static Map<String, String> moved(LockFile old, LockFile now) {
    Map<String, String> moved = new LinkedHashMap<>();
    for (LockedPackage locked : now.packages()) {
      String before =
          old.inPlaceOf(locked).map(was -> was.name() + " " + was.version()).orElse("nothing");
      if (!old.packages().contains(locked)) {
        moved.put(locked.name(), before + " -> " + locked.name() + " " + locked.version());
      }
    }
    for (LockedPackage was : old.packages()) {
      if (now.inPlaceOf(was).isEmpty()) {
        moved.put(was.name(), was.name() + " " + was.version() + " -> nothing");
      }
    }
    return moved;
  }

  /** The same lock file, with the kernel that its packages give. */
  private LockFile compiled(Console console, Shell shell, Map<String, Object> view, LockFile now)
      throws IOException {
    Kernel kernel = options.kernel(console, terminal, shell, now, terminal.resolve(sources));
    String digest = Sha256.of(kernel.compile());
    String line = "kernel " + now.kernel() + " -> " + digest;
    view.put("kernel", line);
    console.print(line);
    return now.withKernel(digest);
  }

  private static void report(
      Console console, Map<String, Object> view, String which, Map<String, String> measurements) {
    view.put(which, measurements);
    if (measurements.isEmpty()) {
      console.print(which + "  unknown: its inputs can't be had any more");
    }
    measurements.forEach((name, value) -> console.print(which + "  " + name + " " + value));
  }

  /** In a process of its own, as each lock file has a JDK of its own. */
  private Map<String, String> build(Console console, Path lock, Path out) throws IOException {
    int status =
        OwnProcess.run(
            Path.of(System.getProperty("java.home")),
            Map.of(),
            List.of(
                "build",
                "--sources",
                terminal.resolve(sources).toString(),
                "--lock",
                lock.toString(),
                "--settings",
                terminal.resolve(settings).toString(),
                "--out",
                out.toString()),
            ProcessBuilder.Redirect.DISCARD);
    Map<String, String> measurements = new LinkedHashMap<>();
    if (status != 0) {
      console.warn("the image of " + lock.getFileName() + " can't be built");
      return measurements;
    }
    JsonNode node =
        JSON.readTree(Files.readAllBytes(out.resolve("measurements.json"))).path("Measurements");
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().startsWith("PCR")) {
        measurements.put(field.getKey(), field.getValue().asString());
      }
    }
    return measurements;
  }
}
