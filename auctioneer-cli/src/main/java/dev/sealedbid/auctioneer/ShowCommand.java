package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.rest.AuctionState;
import dev.sealedbid.protocol.rest.AuctionView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code show}. */
@Command(
    name = "show",
    description = "Show an auction: its terms, its session, and who has been acknowledged.",
    footer = {})
final class ShowCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private AuctionIdParameter id = new AuctionIdParameter();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  ShowCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    String auctionId = id.value();
    AuctionView view =
        console.during("asking for " + auctionId, () -> context.parent(parent).auction(auctionId));
    TermsDocument document = terms(view, auctionId);
    Terms terms = document.terms();
    List<String> waiting =
        terms.parties().stream()
            .map(Buyer::id)
            .filter(buyer -> !view.acknowledged().contains(buyer))
            .toList();
    console.json(
        new Shown(
            auctionId,
            terms.title(),
            view.sessionId(),
            view.state(),
            document.sha384().hex(),
            terms.closesAt(),
            terms.resolveBy(),
            view.acknowledged(),
            waiting));
    TermsText.print(console, terms, document.sha384(), context.now());
    new Table()
        .row("session", view.sessionId())
        .row("state", view.state().name() + " (" + meaning(view.state()) + ")")
        .row("acknowledged", names(view.acknowledged()))
        .row("not yet", names(waiting))
        .print(console);
    return 0;
  }

  private static TermsDocument terms(AuctionView view, String auctionId) {
    try {
      TermsDocument document = TermsDocument.parse(view.termsBytes());
      if (document.terms().id().equals(auctionId)
          && document.sha384().hex().equals(view.termsSha384())) {
        return document;
      }
    } catch (InvalidTermsException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent's terms of " + auctionId + " aren't valid",
          List.of("see that the parent and this command are of the same release"),
          e);
    }
    throw CommandFailedException.unverified(
        "the parent answered with the terms of something else than " + auctionId,
        "is this parent yours?");
  }

  private static String meaning(AuctionState state) {
    return switch (state) {
      case OPEN -> "buyers may bid until it closes";
      case RESOLVING -> "the box is frozen; resolve it again to go on";
      case RESOLVED -> "it has an outcome and a receipt";
      case VOID -> "it ended without an outcome";
      case SESSION_LOST -> "its enclave is gone; open it again, and every buyer bids again";
    };
  }

  private static String names(List<String> buyers) {
    return buyers.isEmpty() ? "nobody" : String.join(", ", buyers);
  }

  /** The answer for scripts. */
  record Shown(
      String auctionId,
      String title,
      String sessionId,
      AuctionState state,
      String termsSha384,
      Instant closesAt,
      Instant resolveBy,
      List<String> acknowledged,
      List<String> notAcknowledged) {}
}
