package dev.sealedbid.benchmarks;

import dev.sealedbid.cli.CommandRunner;
import dev.sealedbid.cli.Terminal;
import java.util.List;
import picocli.CommandLine;

/** {@code ./sealed-bid bench}. */
public final class Main {
  private Main() {}

  /** Runs it and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    System.exit(
        new CommandRunner("sealed-bid bench", terminal)
            .run(new CommandLine(new BenchCommand(terminal)), List.of(arguments)));
  }
}
