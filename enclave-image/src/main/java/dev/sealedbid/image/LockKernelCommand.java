package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lock kernel}. */
@Command(
    name = "kernel",
    description = {
      "Record the kernel that the lock file's packages and this checkout's configuration give.",
      "For a change of the configuration: packages stay as they are. PCR0 and PCR1 move with it."
    })
final class LockKernelCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--sources", paramLabel = "DIR", required = true, hidden = true)
  private Path sources = Path.of("");

  @Mixin private InputOptions options = new InputOptions();
  @Mixin private JsonOption json = new JsonOption();

  LockKernelCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Console console = new Console(Main.NAME, terminal, json.isSet());
    try {
      Path log = Files.createTempFile("enclave-kernel", ".log");
      LockFile old = options.locked(terminal);
      Path kernel =
          options
              .kernel(console, terminal, new Shell(log), old, terminal.resolve(sources))
              .compile();
      Files.delete(log);
      String digest = Sha256.of(kernel);
      old.withKernel(digest).write(options.lock(terminal));
      console.json(Map.of("old", old.kernel(), "new", digest));
      console.print(
          digest.equals(old.kernel())
              ? "the kernel is the lock file's; nothing moved"
              : "kernel " + old.kernel() + " -> " + digest);
      return ExitCode.OK.status();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "the kernel can't be recorded: " + e.getMessage(), List.of(), e);
    }
  }
}
