package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.rest.VoidedView;
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
      description =
          "Why, in your words, at most 200 characters: the parent keeps, logs and shows them; the"
              + " void statement doesn't carry them.")
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
    if (reason != null && reason.isBlank()) {
      throw CommandFailedException.usage("the reason is empty", "say why, or leave --reason out");
    }
    if (reason != null && reason.length() > LONGEST_REASON) {
      throw CommandFailedException.usage(
          "the reason is longer than " + LONGEST_REASON + " characters", "say it shorter");
    }
    if (!yes && !console.confirm("end " + auctionId + " without an outcome? It can't be undone.")) {
      throw CommandFailedException.refused(auctionId + " was left as it is");
    }
    VoidedView view =
        console.during(
            "voiding " + auctionId,
            () -> context.parent(parent).voidSession(auctionId, Optional.ofNullable(reason)));
    VoidedSession voided = VoidedSession.of(auctionId, view.attested(), view.reason());
    console.json(voided.view());
    voided.print(console);
    if (reason != null && !reason.equals(view.reason())) {
      console.warn(
          "your reason isn't kept: the session had ended before, "
              + (view.reason() == null ? "not by request" : "with another reason"));
    }
    console.hint("auctioneer-cli show " + auctionId + " --void FILE keeps the void statement");
    return 0;
  }
}
