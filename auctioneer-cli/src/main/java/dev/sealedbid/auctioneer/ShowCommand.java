package dev.sealedbid.auctioneer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code show}. */
@Command(
    name = "show",
    description = "Show an auction: its terms, and how its session stands.",
    footer = {})
final class ShowCommand implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--void",
      paramLabel = "FILE",
      description = "Write the void statement of a session that ended without an outcome to FILE.")
  private @Nullable Path voidFile;

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
    if (voidFile != null) {
      OutputFile.requireFree(context.terminal(), voidFile);
    }
    AuctionView view =
        console.during("asking for " + auctionId, () -> context.parent(parent).auction(auctionId));
    TermsDocument document = terms(view, auctionId);
    Terms terms = document.terms();
    Optional<VoidedSession> voided =
        Optional.ofNullable(view.voidStatement())
            .map(statement -> VoidedSession.of(auctionId, statement, view.voidReason()));
    console.json(
        new Shown(
            auctionId,
            terms.title(),
            view.sessionId(),
            view.state(),
            document.sha384().hex(),
            terms.closesAt(),
            terms.resolveBy(),
            view.unconfirmed(),
            voided.map(VoidedSession::view).orElse(null)));
    TermsText.print(console, terms, document.sha384(), context.now());
    Table table =
        new Table()
            .row("session", view.sessionId())
            .row("state", view.state().name() + " (" + meaning(view, terms) + ")");
    voided.ifPresent(end -> end.addReason(table));
    table.print(console);
    if (view.unconfirmed() != null) {
      console.warn(
          "the enclave didn't say how the session stands ("
              + view.unconfirmed()
              + "): this is what the bucket shows");
    }
    if (voidFile != null) {
      save(console, voided, view);
    }
    return 0;
  }

  private void save(Console console, Optional<VoidedSession> voided, AuctionView view) {
    Path file = Objects.requireNonNull(voidFile);
    VoidedSession end =
        voided.orElseThrow(
            () ->
                CommandFailedException.refused(
                    "session "
                        + view.sessionId()
                        + " has no void statement: it is "
                        + view.state().name(),
                    view.state() == AuctionState.SESSION_LOST
                        ? "its enclave is gone: nobody can attest any more how it ended"
                        : "there is one once the session has ended without an outcome"));
    OutputFile.write(context.terminal(), file, end.attested().encode());
    console.say("the void statement is in " + file);
    console.hint("anyone can verify it: buyer-cli verify --void " + file);
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

  private String meaning(AuctionView view, Terms terms) {
    String resolve = "auctioneer-cli resolve " + terms.id();
    boolean late = !context.now().isBefore(terms.resolveBy());
    return switch (view.state()) {
      case OPEN ->
          late
              ? "resolveBy has passed: no sheet can be opened any more; "
                  + resolve
                  + " brings its void"
              : context.now().isBefore(terms.closesAt())
                  ? "buyers may bid until it closes"
                  : "closed, no sheet is taken any more; " + resolve + " opens the sheets";
      case RESOLVING ->
          late
              ? "the box is frozen, and resolveBy has passed; " + resolve + " brings how it ended"
              : "the box is frozen, and nothing is decided; " + resolve + " goes on";
      case RESOLVED ->
          "it has an outcome; auctioneer-cli receipt " + terms.id() + " brings its receipt";
      case VOID -> "it ended without an outcome, and never will have one";
      case SESSION_LOST -> "its enclave is gone; open it again, and every buyer bids again";
    };
  }

  /** The answer for scripts. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Shown(
      String auctionId,
      String title,
      String sessionId,
      AuctionState state,
      String termsSha384,
      Instant closesAt,
      Instant resolveBy,
      @Nullable String unconfirmed,
      @JsonProperty("void") VoidedSession.@Nullable Voided voided) {}
}
