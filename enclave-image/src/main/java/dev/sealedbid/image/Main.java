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
    description = "Build the enclave image, the same everywhere, and say what it measures.",
    subcommands = CommandLine.HelpCommand.class)
public final class Main {
  static final String NAME = "enclave-image";

  private Main() {}

  /** Runs one command. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new BuildCommand(terminal, List.of(arguments)));
    // The script that starts this names what is checked in; whoever calls it may name others.
    line.setOverwrittenOptionsAllowed(true);
    System.exit(new CommandRunner(NAME, terminal).run(line, List.of(arguments)));
  }
}
