package dev.sealedbid.demo;

import dev.sealedbid.cli.CommandRunner;
import dev.sealedbid.cli.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code demo}, {@code up} and {@code certificates}; started by the launcher {@code ./sealed-bid}.
 */
public final class Main {
  private static final String NAME = "sealed-bid";

  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    CommandLine root = new CommandLine(new Root());
    root.addSubcommand(new DemoCommand(terminal));
    root.addSubcommand(new UpCommand(terminal));
    root.addSubcommand(new CertificatesCommand(terminal));
    System.exit(new CommandRunner(NAME, terminal).run(root, List.of(arguments)));
  }

  @Command(
      name = NAME,
      description = "The whole product on this machine.",
      mixinStandardHelpOptions = true,
      version = "sealed-bid 0.1.0-SNAPSHOT",
      scope = CommandLine.ScopeType.INHERIT)
  private static final class Root implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name a command: demo or up");
    }
  }
}
