package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidReason;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.protocol.rest.AttestedStatementView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code void}. */
@Command(
    name = "void",
    description = "End an auction's session without an outcome, for ever.",
    footer = {
      "%nThe enclave wipes the sheets; nobody will ever open them. An auction that is",
      "resolved can't be voided. Opened again, it has a new session, for which every",
      "buyer pins its key and bids anew."
    })
final class VoidCommand implements Callable<Integer> {

  private static final int LONGEST_REASON = 200;

  private final Context context;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "For the parent's log, at most 200 characters; the void doesn't carry it.")
  private @Nullable String reason;

  @Option(names = "--yes", description = "Don't ask.")
  private boolean yes;

  @Mixin private AuctionIdParameter id = new AuctionIdParameter();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  VoidCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    String auctionId = id.value();
    if (reason != null && reason.length() > LONGEST_REASON) {
      throw CommandFailedException.usage(
          "the reason is longer than " + LONGEST_REASON + " characters", "say it shorter");
    }
    if (!yes && !console.confirm("end " + auctionId + " without an outcome? It can't be undone.")) {
      throw CommandFailedException.refused(auctionId + " was left as it is");
    }
    AttestedStatementView view =
        console.during(
            "voiding " + auctionId,
            () -> context.parent(parent).voidSession(auctionId, Optional.ofNullable(reason)));
    report(console, voided(auctionId, view.statementBytes()));
    return 0;
  }

  private static VoidStatement voided(String auctionId, byte[] bytes) {
    Statement statement = parsed(auctionId, bytes);
    if (statement instanceof VoidStatement voided && voided.auctionId().equals(auctionId)) {
      return voided;
    }
    if (statement instanceof Outcome outcome && outcome.auctionId().equals(auctionId)) {
      throw CommandFailedException.refused(
          auctionId + " is resolved and can't be voided any more",
          "auctioneer-cli receipt " + auctionId + " brings its receipt");
    }
    throw CommandFailedException.unverified(
        "the parent gave a statement of something else than " + auctionId, "is this parent yours?");
  }

  private static Statement parsed(String auctionId, byte[] bytes) {
    try {
      return Statement.parse(StatementType.of(bytes), bytes);
    } catch (MalformedStatementException e) {
      throw new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent's void statement of " + auctionId + " isn't one",
          List.of("see that the parent and this command are of the same release"),
          e);
    }
  }

  private static void report(Console console, VoidStatement voided) {
    console.json(
        new Voided(
            voided.auctionId(), voided.sessionId().hex(), voided.voidedAt(), voided.reason()));
    new Table()
        .row("auction", voided.auctionId())
        .row("session", voided.sessionId().hex())
        .row("voided", voided.voidedAt().toString())
        .row("because", TermsText.words(voided.reason()))
        .print(console);
  }

  /** The answer for scripts. */
  record Voided(String auctionId, String sessionId, Instant voidedAt, VoidReason reason) {}
}
