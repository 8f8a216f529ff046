package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandRunner;
import dev.sealedbid.cli.Subcommands;
import dev.sealedbid.cli.Terminal;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The auctioneer's command line, callable in-process: it never ends the process, holds no state
 * between runs, and may run any number of times in parallel.
 */
public final class AuctioneerCommand {

  static final String NAME = "auctioneer-cli";

  private final Supplier<HttpClient> http;
  private final InstantSource clock;

  /**
   * A command line.
   *
   * @param http see {@link dev.sealedbid.cli.ParentClient#httpClient()}, made where it is used
   * @param clock what "in 12 minutes" is counted from
   */
  public AuctioneerCommand(Supplier<HttpClient> http, InstantSource clock) {
    this.http = http;
    this.clock = clock;
  }

  /**
   * Runs one command.
   *
   * @param arguments as after the program's name
   * @param terminal where it reads and writes
   * @return the exit status; see {@link dev.sealedbid.cli.ExitCode}
   */
  public int execute(List<String> arguments, Terminal terminal) {
    Context context = new Context(terminal, http, clock);
    CommandLine root =
        new Subcommands(new Root(), arguments)
            .with("terms", rest -> terms(context, rest))
            .with("open", rest -> new OpenCommand(context))
            .with("list", rest -> new ListCommand(context))
            .with("show", rest -> new ShowCommand(context))
            .with("resolve", rest -> new ResolveCommand(context))
            .with("void", rest -> new VoidCommand(context))
            .with("receipt", rest -> new ReceiptCommand(context))
            .line();
    return new CommandRunner(NAME, terminal).run(root, arguments);
  }

  private static CommandLine terms(Context context, List<String> arguments) {
    return new Subcommands(new TermsGroup(), arguments)
        .with("example", rest -> new TermsExampleCommand(context))
        .with("check", rest -> new TermsCheckCommand(context))
        .line();
  }

  @Command(
      name = NAME,
      description =
          "The auctioneer's part in a sealed-bid auction: its terms, its opening, its end.",
      mixinStandardHelpOptions = true,
      version = "auctioneer-cli 0.1.0",
      scope = ScopeType.INHERIT,
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "%nAn auction from its first to its last command:",
        "  auctioneer-cli terms example > terms.json   (then edit the file)",
        "  auctioneer-cli terms check terms.json",
        "  auctioneer-cli open terms.json",
        "  auctioneer-cli show riverside-2026          (how does it stand?)",
        "  auctioneer-cli resolve riverside-2026 --out receipt.json"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:done as asked",
        "1:refused by the parent, the enclave or you",
        "2:the command line or a file named on it is wrong; nothing was begun",
        "3:the parent's answer isn't what it must be",
        "4:the parent or AWS can't be reached; trying again is safe",
        "70:a defect of this program"
      })
  private static final class Root implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "name a command: terms, open, list, show, resolve, void or receipt");
    }
  }

  @Command(
      name = "terms",
      description = "The terms of an auction: what is sold, to whom, by which rule, until when.",
      footer = {})
  private static final class TermsGroup implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name one of example, check");
    }
  }
}
