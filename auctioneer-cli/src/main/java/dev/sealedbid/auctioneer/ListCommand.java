package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Moment;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.protocol.rest.AuctionList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code list}. */
@Command(
    name = "list",
    description = "List every auction with its latest session.",
    footer = {})
final class ListCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  ListCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    AuctionList list = console.during("listing auctions", () -> context.parent(parent).auctions());
    console.json(list);
    if (list.auctions().isEmpty()) {
      console.say("there are no auctions yet; auctioneer-cli open TERMS opens one");
      return 0;
    }
    Table table = new Table().row("ID", "STATE", "CLOSES AT", "TITLE");
    list.auctions()
        .forEach(
            auction ->
                table.row(
                    auction.auctionId(),
                    auction.state().name(),
                    Moment.text(auction.closesAt(), context.now()),
                    auction.title()));
    table.print(console);
    return 0;
  }
}
