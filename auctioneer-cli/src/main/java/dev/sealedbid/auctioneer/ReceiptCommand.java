package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.Sha384;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code receipt}. */
@Command(
    name = "receipt",
    description = "Bring the receipt of a resolved auction: to stdout, or into a file.",
    footer = {
      "%nThe receipt holds terms, statements and their proofs. Anyone can verify it,",
      "offline and years later: buyer-cli verify FILE. This command doesn't."
    })
final class ReceiptCommand implements Callable<Integer> {

  private final Context context;

  @Option(names = "--out", paramLabel = "FILE", description = "Write it to FILE.")
  private @Nullable Path out;

  @Mixin private AuctionIdParameter id = new AuctionIdParameter();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  ReceiptCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    String auctionId = id.value();
    if (out != null) {
      OutputFile.requireFree(context.terminal(), out);
    }
    byte[] receipt =
        console.during("asking for the receipt", () -> context.parent(parent).receipt(auctionId));
    ReceiptOutcome.of(auctionId, receipt);
    if (out == null) {
      console.raw(receipt);
      return 0;
    }
    OutputFile.write(context.terminal(), out, receipt);
    console.json(new Kept(auctionId, out.toString(), Sha384.of(receipt).hex()));
    console.say("the receipt is in " + out);
    console.hint("anyone can verify it: buyer-cli verify " + out + " --measurements FILE");
    return 0;
  }

  /** The answer for scripts. */
  record Kept(String auctionId, String receipt, String sha384) {}
}
