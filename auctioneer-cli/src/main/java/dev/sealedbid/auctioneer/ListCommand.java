package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Moment;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.rest.AuctionList;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionSummary;
import java.util.Objects;
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

  /** OPEN is what the session is; whether sheets are taken is a matter of the time. */
  private String state(AuctionSummary auction) {
    if (auction.state() != AuctionState.OPEN || context.now().isBefore(auction.closesAt())) {
      return auction.state().name();
    }
    return context.now().isBefore(auction.resolveBy()) ? "OPEN, closed" : "OPEN, too late";
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
                    state(auction),
                    Moment.text(auction.closesAt(), context.now()),
                    auction.title()));
    table.print(console);
    list.auctions().stream()
        .map(AuctionSummary::unconfirmed)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(
            code ->
                console.warn(
                    "the enclave didn't say how every session stands ("
                        + code
                        + "): those without an end are shown as OPEN"));
    return 0;
  }
}
