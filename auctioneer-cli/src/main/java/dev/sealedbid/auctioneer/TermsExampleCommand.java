package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.core.terms.TermsExample;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code terms example}. */
@Command(
    name = "example",
    description = "Print full terms to start from, as JSON on stdout.",
    footer = {
      "%nReplace at least id, title, lots, times, buyers and decryptRole, and the",
      "measurements by those of your enclave image and of your instance role."
    })
final class TermsExampleCommand implements Callable<Integer> {

  private final Context context;

  TermsExampleCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    new Console(AuctioneerCommand.NAME, context.terminal(), false).raw(TermsExample.json());
    return 0;
  }
}
