package dev.sealedbid.image;

import dev.sealedbid.cli.CommandRunner;
import dev.sealedbid.cli.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The image builder; {@code infra/enclave-image/build} starts it. */
@Command(
    name = Main.NAME,
    mixinStandardHelpOptions = true,
    version = "enclave-image 0.1.0",
    scope = CommandLine.ScopeType.INHERIT,
    description = "Build the enclave image, the same everywhere, and say what it measures.")
public final class Main implements Runnable {
  static final String NAME = "enclave-image";

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private Main() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "name one of build, kernel, lock");
  }

  /** Runs one command. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new BuildCommand(terminal, List.of(arguments)));
    line.addSubcommand(new KernelCommand(terminal));
    CommandLine lock = new CommandLine(new LockGroup());
    lock.addSubcommand(new LockUpdateCommand(terminal));
    lock.addSubcommand(new LockKernelCommand(terminal));
    line.addSubcommand(lock);
    // The script that starts this names what is checked in; whoever calls it may name others.
    line.setOverwrittenOptionsAllowed(true);
    System.exit(new CommandRunner(NAME, terminal).run(line, List.of(arguments)));
  }

  @Command(name = "lock", description = "The lock file: every input that isn't ours.")
  private static final class LockGroup implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name update, kernel or jars");
    }
  }
}
