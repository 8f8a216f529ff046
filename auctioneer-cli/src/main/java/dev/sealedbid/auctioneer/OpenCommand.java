package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.Moment;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code open}. */
@Command(
    name = "open",
    description = "Open an auction: the enclave checks the terms and begins a session.",
    footer = {
      "%nThe same terms again give the session that is open already. Buyers compare the",
      "session's id with one another; each verifies the opening with buyer-cli before",
      "it bids."
    })
final class OpenCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "TERMS", description = "The terms' file; - is stdin.")
  private Path file = Path.of("-");

  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  OpenCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    TermsDocument document = TermsFile.parse(file, TermsFile.read(context.terminal(), file));
    Terms terms = document.terms();
    if (!terms.closesAt().isAfter(context.now())) {
      throw CommandFailedException.usage(
          "closesAt has passed: " + Moment.text(terms.closesAt(), context.now()),
          "set a later closesAt and resolveBy in " + file);
    }
    List<Fault> unusable = TermsFile.unusableAwardKeys(console, terms);
    if (!unusable.isEmpty()) {
      throw TermsFile.invalid(file, unusable);
    }
    AuctionView view =
        console.during(
            "opening " + terms.id(), () -> context.parent(parent).open(document.bytes()));
    requireOurs(view, document);
    report(console, view, terms);
    return 0;
  }

  private static void requireOurs(AuctionView view, TermsDocument document) {
    if (!view.auctionId().equals(document.terms().id())
        || !view.termsSha384().equals(document.sha384().hex())) {
      throw CommandFailedException.unverified(
          "the parent opened something else than these terms",
          "don't invite buyers; is this parent yours?");
    }
  }

  private void report(Console console, AuctionView view, Terms terms) {
    console.json(
        new Opened(
            view.auctionId(),
            view.sessionId(),
            view.state(),
            view.termsSha384(),
            terms.closesAt(),
            terms.resolveBy()));
    new Table()
        .row("auction", view.auctionId())
        .row("session", view.sessionId())
        .row("state", view.state().name())
        .row("terms", view.termsSha384())
        .row("closes at", Moment.text(terms.closesAt(), context.now()))
        .row("resolve by", Moment.text(terms.resolveBy(), context.now()))
        .print(console);
  }

  /** The answer for scripts. */
  record Opened(
      String auctionId,
      String sessionId,
      AuctionState state,
      String termsSha384,
      Instant closesAt,
      Instant resolveBy) {}
}
