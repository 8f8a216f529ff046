package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kernel}. */
@Command(
    name = "kernel",
    description = {
      "Compile the kernel alone, if the cache doesn't have it, and check that it is the lock file's.",
      "Prints its SHA-256. What `build` does as well; here it can run beside other things."
    })
final class KernelCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write it there, too: what `build --kernel` takes.")
  private @Nullable Path out;

  @Option(names = "--sources", paramLabel = "DIR", required = true, hidden = true)
  private Path sources = Path.of("");

  @Mixin private InputOptions options = new InputOptions();
  @Mixin private JsonOption json = new JsonOption();

  KernelCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Console console = new Console(Main.NAME, terminal, json.isSet());
    try {
      Path log = Files.createTempFile("enclave-kernel", ".log");
      LockFile locked = options.locked(terminal);
      Path kernel =
          options
              .kernel(console, terminal, new Shell(log), locked, terminal.resolve(sources))
              .compiled();
      // A failure leaves it: its message names it.
      Files.delete(log);
      if (out != null) {
        Files.copy(kernel, terminal.resolve(out), StandardCopyOption.REPLACE_EXISTING);
      }
      console.json(Map.of("kernel", kernel.toString(), "sha256", locked.kernel()));
      if (!console.isJson()) {
        console.print(locked.kernel() + "  " + kernel);
      }
      return ExitCode.OK.status();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "the kernel can't be built: " + e.getMessage(), List.of(), e);
    }
  }
}
