package dev.sealedbid.buyer;

import dev.sealedbid.buyer.award.AwardKeyCommand;
import dev.sealedbid.buyer.award.AwardOpenCommand;
import dev.sealedbid.buyer.bid.BidCommand;
import dev.sealedbid.buyer.bid.StatusCommand;
import dev.sealedbid.buyer.command.BuyerServices;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.image.ImageDescribeCommand;
import dev.sealedbid.buyer.image.ImageMeasureCommand;
import dev.sealedbid.buyer.key.KeyCloseCommand;
import dev.sealedbid.buyer.key.KeyCreateCommand;
import dev.sealedbid.buyer.key.KeyPinCommand;
import dev.sealedbid.buyer.key.KeyPolicyCommand;
import dev.sealedbid.buyer.verify.ProveCommand;
import dev.sealedbid.buyer.verify.VerifyCommand;
import dev.sealedbid.cli.CommandRunner;
import dev.sealedbid.cli.Subcommands;
import dev.sealedbid.cli.Terminal;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The buyer's command line, callable in-process: it never ends the process, holds no state between
 * runs, and may run any number of times in parallel.
 */
public final class BuyerCommand {
  static final String NAME = Context.PROGRAM;

  private final BuyerServices services;

  /** A command line that works with these services. */
  public BuyerCommand(BuyerServices services) {
    this.services = services;
  }

  /**
   * Runs one command.
   *
   * @param arguments as after the program's name
   * @param terminal where it reads and writes
   * @return the exit status; see {@link dev.sealedbid.cli.ExitCode}
   */
  public int execute(List<String> arguments, Terminal terminal) {
    Context context = new Context(terminal, services);
    CommandLine root =
        new Subcommands(new Root(), arguments)
            .with("key", rest -> key(context, rest))
            .with("bid", rest -> new BidCommand(context))
            .with("status", rest -> new StatusCommand(context))
            .with("verify", rest -> new VerifyCommand(context))
            .with("prove", rest -> new ProveCommand(context))
            .with("award", rest -> award(context, rest))
            .with("image", rest -> image(context, rest))
            .withLast("completion", new AutoComplete.GenerateCompletion())
            .line();
    return new CommandRunner(NAME, terminal).run(root, arguments);
  }

  private static CommandLine key(Context context, List<String> arguments) {
    return new Subcommands(new KeyGroup(), arguments)
        .with("create", rest -> new KeyCreateCommand(context))
        .with("pin", rest -> new KeyPinCommand(context))
        .with("close", rest -> new KeyCloseCommand(context))
        .with("policy", rest -> new KeyPolicyCommand(context))
        .line();
  }

  private static CommandLine award(Context context, List<String> arguments) {
    return new Subcommands(new AwardGroup(), arguments)
        .with("key", rest -> new AwardKeyCommand(context))
        .with("open", rest -> new AwardOpenCommand(context))
        .line();
  }

  private static CommandLine image(Context context, List<String> arguments) {
    return new Subcommands(new ImageGroup(), arguments)
        .with("measure", rest -> new ImageMeasureCommand(context))
        .with("describe", rest -> new ImageDescribeCommand(context))
        .line();
  }

  @Command(
      name = NAME,
      description = "A buyer's part in a sealed-bid auction: its key, its bids, its proofs.",
      mixinStandardHelpOptions = true,
      version = "buyer-cli 0.1.0",
      scope = ScopeType.INHERIT,
      synopsisSubcommandLabel = "COMMAND",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:done as asked",
        "1:refused by the parent, the enclave, AWS or a guard of this command",
        "2:wrong usage",
        "3:verification failed",
        "4:the parent or AWS can't be reached; trying again is safe",
        "5:the receipt verifies, but your own acknowledged sheet was not counted, or one that isn't in"
            + " your bid file was used",
        "70:a defect of this program"
      })
  private static final class Root implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
  }

  @Command(name = "key", description = "The sheet key and its policy.")
  private static final class KeyGroup implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "name one of create, pin, close, policy");
    }
  }

  @Command(name = "image", description = "Enclave images: what they are and what they measure.")
  private static final class ImageGroup implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name one of measure, describe");
    }
  }

  @Command(name = "award", description = "Your award key, and your award.")
  private static final class AwardGroup implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "name one of key, open");
    }
  }
}
