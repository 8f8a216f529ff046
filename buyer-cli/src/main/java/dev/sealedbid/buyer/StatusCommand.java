package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.protocol.rest.AuctionState;
import dev.sealedbid.protocol.rest.AuctionView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}. */
@Command(
    name = "status",
    description = {
      "Show how an auction stands.",
      "This is what the parent says, unverified: an acknowledgement (bid) and a receipt (verify) are"
          + " proofs, this isn't."
    })
final class StatusCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "AUCTION", description = "The auction's id.")
  private String auctionId = "";

  @Option(names = "--buyer", paramLabel = "ID", description = "Your id in the terms.")
  private @Nullable String buyerId;

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Save the receipt of a resolved auction there.")
  private @Nullable Path receipt;

  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  StatusCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    if (!Identifiers.isValid(auctionId)) {
      throw CommandFailedException.usage(
          "'" + auctionId + "' isn't an auction's id", "ids look like riverside-2026");
    }
    ParentClient client = context.parent(parent);
    AuctionView view = console.during("waiting for the parent", () -> client.auction(auctionId));
    Terms terms = terms(view);
    print(console, view, terms);
    Map<String, Object> result = result(view, terms);
    if (buyerId != null) {
      mine(console, view, terms, buyerId, result);
    }
    if (view.state() == AuctionState.RESOLVED) {
      save(console, client);
    } else if (receipt != null) {
      throw CommandFailedException.refused(
          "auction " + auctionId + " has no receipt: it is " + view.state(),
          "it has one once the auctioneer has resolved it");
    }
    console.json(result);
    return ExitCode.OK.status();
  }

  private static void print(Console console, AuctionView view, Terms terms) {
    console.print("auction       " + view.auctionId() + ", " + terms.title());
    console.print("state         " + view.state());
    console.print("session       " + view.sessionId());
    console.print("closes at     " + terms.closesAt());
    console.print("resolve by    " + terms.resolveBy());
    console.print(
        "acknowledged  " + view.acknowledged().size() + " of " + terms.buyers().size() + " buyers");
    for (Lot lot : terms.lots()) {
      console.print(
          "lot           "
              + lot.id()
              + (lot.description().isBlank() ? "" : ", " + lot.description()));
    }
  }

  private static Map<String, Object> result(AuctionView view, Terms terms) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("auctionId", view.auctionId());
    result.put("title", terms.title());
    result.put("state", view.state().name());
    result.put("sessionId", view.sessionId());
    result.put("closesAt", terms.closesAt().toString());
    result.put("resolveBy", terms.resolveBy().toString());
    result.put("lots", terms.lots().stream().map(Lot::id).toList());
    result.put("acknowledged", view.acknowledged());
    result.put("verified", false);
    return result;
  }

  private void mine(
      Console console, AuctionView view, Terms terms, String id, Map<String, Object> result) {
    if (terms.buyer(id).isEmpty()) {
      throw CommandFailedException.refused(
          "auction " + auctionId + " has no buyer " + id,
          "ask the auctioneer under which id you are registered");
    }
    boolean listed = view.acknowledged().contains(id);
    console.print("you           " + (listed ? "acknowledged" : "not acknowledged"));
    Map<String, Object> mine = new LinkedHashMap<>();
    mine.put("buyerId", id);
    mine.put("acknowledged", listed);
    bidFile(view, id)
        .ifPresent(
            file -> {
              boolean proved = file.newest().flatMap(KeptSheet::acknowledgement).isPresent();
              mine.put("sheets", file.sheets().size());
              mine.put("newestIsAcknowledged", proved);
              if (proved && !listed) {
                console.warn(
                    "your bid file holds an acknowledgement, but the parent doesn't list you");
              }
              if (!proved) {
                console.hint(
                    "your newest sheet isn't acknowledged: run bid again to go on with it");
              }
              file.sheets().forEach(KeptSheet::wipe);
            });
    result.put("mine", mine);
  }

  private Optional<BidFile> bidFile(AuctionView view, String id) {
    try {
      SessionId session = SessionId.parse(view.sessionId());
      return BidFileStore.read(
          context.terminal().resolve(Path.of(BidFile.defaultName(auctionId, id, session))));
    } catch (IllegalArgumentException e) {
      throw CommandFailedException.unverified("the parent names a session that can't be one");
    }
  }

  private void save(Console console, ParentClient client) {
    if (receipt == null) {
      console.hint("save its receipt with --receipt FILE, then: buyer-cli verify FILE");
      return;
    }
    byte[] bytes = console.during("fetching the receipt", () -> client.receipt(auctionId));
    try {
      Files.write(context.terminal().resolve(receipt), bytes);
      console.say("the receipt is in " + receipt + "; check it with: buyer-cli verify " + receipt);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the receipt can't be written to " + receipt,
          List.of("name a file that you may write"),
          e);
    }
  }

  private static Terms terms(AuctionView view) {
    try {
      return TermsDocument.parse(view.termsBytes()).terms();
    } catch (InvalidTermsException e) {
      throw CommandFailedException.unverified(
          "the parent serves terms that aren't valid: " + e.getMessage());
    }
  }
}
