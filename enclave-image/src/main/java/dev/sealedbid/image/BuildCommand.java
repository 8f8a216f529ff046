package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.enclave.EnclaveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
      required = true,
      description = "Where the image and its measurements go.")
  private Path out = Path.of("");

  @Option(
      names = "--blobs",
      paramLabel = "DIR",
      description =
          "Build for Nitro, with AWS's kernel, first process and NSM driver: the folder that"
              + " nitro-cli brings along. Without it the image is for QEMU, with Debian's kernel.")
  private @Nullable Path blobs;

  @Option(
      names = "--rootfs",
      paramLabel = "DIR",
      description = "Write the enclave's files into this new folder, too (see the Dockerfile).")
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
    Console console = new Console(Main.NAME, terminal, json.isSet());
    try {
      Path target = Files.createDirectories(terminal.resolve(out)).toRealPath();
      Path chosen = terminal.resolve(settings);
      requireSettings(chosen);
      Shell shell = new Shell(target.resolve("build.log"));
      Inputs inputs = options.inputs(console, terminal, shell);
      PinnedJava pinned = new PinnedJava(inputs);
      if (!pinned.isThisOne()) {
        return pinned.run(arguments);
      }
      Path work = Files.createTempDirectory("enclave-image");
      try {
        EnclaveImageBuild build = new EnclaveImageBuild(console, shell, inputs, work);
        Measured measured =
            build.run(
                terminal.resolve(sources),
                chosen,
                Optional.ofNullable(blobs).map(terminal::resolve),
                Optional.ofNullable(rootfs).map(terminal::resolve),
                target);
        measured.report(console);
      } finally {
        Folders.delete(work);
      }
      return ExitCode.OK.status();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "the image can't be built: " + e.getMessage(), List.of(), e);
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
