package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.enclave.settings.EnclaveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code build}. */
@Command(
    name = "build",
    description = {
      "Build an enclave image.",
      "Writes enclave.eif and measurements.json into the folder and prints the measurements."
    })
final class BuildCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final List<String> arguments;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      required = true,
      description = "The enclave's settings; a part of the image, and so measured.")
  private Path settings = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the image and its measurements go; build.log, too.")
  private @Nullable Path out;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description =
          "A kernel that was compiled elsewhere (bzImage), checked by the lock file's SHA-256;"
              + " without it the kernel is compiled here, once.")
  private @Nullable Path kernel;

  @Option(
      names = "--rootfs",
      paramLabel = "DIR",
      description =
          "Write the enclave's files into this new folder; without --out"
              + " nothing else is built.")
  private @Nullable Path rootfs;

  @Option(names = "--sources", paramLabel = "DIR", required = true, hidden = true)
  private Path sources = Path.of("");

  @Mixin private InputOptions options = new InputOptions();
  @Mixin private JsonOption json = new JsonOption();

  BuildCommand(Terminal terminal, List<String> arguments) {
    this.terminal = terminal;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Integer call() {
    requireTarget();
    Console console = new Console(Main.NAME, terminal, json.isSet());
    try {
      Path chosen = terminal.resolve(settings);
      requireSettings(chosen);
      Path work = Files.createTempDirectory("enclave-image");
      try {
        return build(console, chosen, work);
      } finally {
        Folders.delete(work);
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "the image can't be built: " + e.getMessage(), List.of(), e);
    }
  }

  private int build(Console console, Path chosen, Path work) throws IOException {
    Path target = out == null ? null : Files.createDirectories(terminal.resolve(out)).toRealPath();
    Shell shell = new Shell((target == null ? work : target).resolve("build.log"));
    Path tree = terminal.resolve(sources);
    Inputs inputs = options.inputs(console, terminal, shell);
    PinnedJava pinned = new PinnedJava(inputs);
    if (!pinned.isThisOne()) {
      return pinned.run(arguments);
    }
    EnclaveJars jars = options.checkedJars(console, terminal, work);
    // Then this, as it is what can be wrong, too, and what takes longest.
    Path chosenKernel = target == null ? null : kernel(console, shell, tree);
    EnclaveImageBuild build = new EnclaveImageBuild(console, shell, inputs, work);
    Ramdisk application = build.application(tree, jars, chosen);
    if (rootfs != null) {
      application.writeFolder("rootfs/", terminal.resolve(rootfs));
    }
    if (target != null && chosenKernel != null) {
      build.image(tree, chosenKernel, application, target).report(console);
    }
    return ExitCode.OK.status();
  }

  private Path kernel(Console console, Shell shell, Path tree) throws IOException {
    Kernel locked = options.kernel(console, terminal, shell, options.locked(terminal), tree);
    return kernel == null ? locked.compiled() : locked.published(terminal.resolve(kernel));
  }

  private void requireTarget() {
    if (out == null && rootfs == null) {
      throw CommandFailedException.usage(
          "nothing to build", "name a folder for the image: --out DIR");
    }
    if (out == null && kernel != null) {
      throw CommandFailedException.usage(
          "--kernel goes into an image, and none is to be built", "add --out DIR, or leave it out");
    }
  }

  private void requireSettings(Path file) throws IOException {
    try {
      EnclaveSettings.parse(Files.readAllBytes(file)).trustStore();
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.usage(
          "the settings " + settings + " aren't right: " + e.getMessage(),
          "the image would end with status 15 as soon as it runs");
    }
  }
}
