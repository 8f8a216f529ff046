package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.BidFileStore;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.verify.LiveAuction;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.cli.TermsWords;
import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.Lot;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.rest.AuctionState;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingView;
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
public final class StatusCommand implements Callable<Integer> {
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

  @Option(
      names = "--void",
      paramLabel = "FILE",
      description = "Save the void statement of a session that ended without an outcome there.")
  private @Nullable Path voidFile;

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "With --void: which session; default: the latest.")
  private @Nullable String sessionId;

  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private JsonOption json = new JsonOption();

  public StatusCommand(Context context) {
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
      mine(console, client, view, terms, buyerId, result);
    }
    explain(console, view.state());
    if (voidFile != null) {
      saveVoid(console, client, sessionId == null ? view.sessionId() : sessionId, voidFile);
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

  private static void explain(Console console, AuctionState state) {
    switch (state) {
      case SESSION_LOST -> {
        console.warn(
            "the enclave that held this session is gone, and the session with it: there will be"
                + " neither an outcome nor a void of it, and nobody can open its sheets unless that"
                + " enclave secretly lives on");
        console.hint(
            "wait until the auctioneer opens the auction again, then bid again: that moves your"
                + " key's pin to the new session; close to or after closesAt it first waits half an"
                + " hour and reads your trail, in case the old enclave does live on");
      }
      case VOID ->
          console.hint(
              "save its void statement with --void FILE, then: buyer-cli verify --void FILE"
                  + " --measurements FILE");
      case RESOLVING ->
          console.hint("the box is frozen; the auctioneer goes on, or the time runs out (a void)");
      case OPEN, RESOLVED -> {}
    }
  }

  private static void print(Console console, AuctionView view, Terms terms) {
    console.print("auction       " + view.auctionId() + ", " + terms.title());
    console.print("state         " + view.state());
    console.print("session       " + view.sessionId());
    console.print("closes at     " + terms.closesAt());
    console.print("resolve by    " + terms.resolveBy());
    console.print("parties       " + terms.parties().size());
    TermsWords words = new TermsWords(terms);
    words.rules().forEach(rule -> console.print("rule          " + rule));
    for (Lot lot : terms.lots()) {
      String rules = words.lot(lot);
      console.print(
          "lot           "
              + lot.id()
              + (lot.description().isBlank() ? "" : ", " + lot.description())
              + (rules.isEmpty() ? "" : " (" + rules + ")"));
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
    result.put("parties", terms.parties().size());
    result.put("verified", false);
    return result;
  }

  private void mine(
      Console console,
      ParentClient client,
      AuctionView view,
      Terms terms,
      String id,
      Map<String, Object> result) {
    if (terms.party(id).isEmpty()) {
      throw CommandFailedException.refused(
          "auction " + auctionId + " has no buyer " + id,
          "ask the auctioneer under which id you are registered");
    }
    Map<String, Object> mine = new LinkedHashMap<>();
    mine.put("buyerId", id);
    Optional<BidFile> file = bidFile(view, id);
    if (file.isEmpty()) {
      console.print("you           no bid file of this session here");
      console.hint("until the end a party's standing is told by the sheets in its bid file alone");
    }
    file.ifPresent(
        own -> {
          mine(console, client, own, mine);
          own.sheets().forEach(KeptSheet::wipe);
        });
    result.put("mine", mine);
  }

  private void mine(Console console, ParentClient client, BidFile file, Map<String, Object> mine) {
    Optional<StandingView> standing =
        console.during(
            "asking how you stand",
            () -> new OwnStanding(client, auctionId, file.buyerId()).of(file));
    boolean proved = file.newest().flatMap(KeptSheet::acknowledgement).isPresent();
    boolean outdone =
        standing
            .filter(s -> !s.newest().statement().equals(s.acknowledgement().statement()))
            .isPresent();
    console.print("you           " + (standing.isPresent() ? "acknowledged" : "not acknowledged"));
    mine.put("acknowledged", standing.isPresent());
    mine.put("newerElsewhere", outdone);
    mine.put("sheets", file.sheets().size());
    mine.put("newestIsAcknowledged", proved);
    file.newestKind().ifPresent(kind -> tell(console, mine, kind));
    if (outdone) {
      console.warn("a newer sheet of yours, sealed elsewhere, is in the box: that one counts");
    }
    if (proved && standing.isEmpty()) {
      console.warn("your bid file holds an acknowledgement, but the parent doesn't know the sheet");
    }
    if (!proved) {
      console.hint("your newest sheet isn't acknowledged: run bid again to go on with it");
    }
  }

  private static void tell(Console console, Map<String, Object> mine, SheetKind kind) {
    mine.put("newestKind", kind.name());
    console.print(
        "your newest   "
            + switch (kind) {
              case BID -> "a bid (or a sheet without bids)";
              case WITHDRAW -> "a withdrawal: none of your earlier sheets counts";
              case RESERVE -> "sealed reserves";
            });
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
      console.hint(
          "save its receipt with --receipt FILE, then: buyer-cli verify FILE --measurements FILE");
      return;
    }
    byte[] bytes = console.during("fetching the receipt", () -> client.receipt(auctionId));
    write(receipt, bytes, "the receipt");
    console.say(
        "the receipt is in "
            + receipt
            + "; check it with: buyer-cli verify "
            + receipt
            + " --measurements FILE");
  }

  private void write(Path file, byte[] bytes, String what) {
    try {
      Files.write(context.terminal().resolve(file), bytes);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          what + " can't be written to " + file,
          List.of("name a file that you may write"),
          e);
    }
  }

  private void saveVoid(Console console, ParentClient client, String session, Path file) {
    SessionView view =
        console.during("fetching the session", () -> client.session(auctionId, session));
    if (view.voidStatement() == null) {
      throw CommandFailedException.refused(
          "session " + session + " has no void statement: it is " + view.state(),
          view.state() == AuctionState.SESSION_LOST
              ? "its enclave is gone: nobody can attest any more how it ended"
              : "a void is made when the auctioneer ends it, or once resolveBy has passed");
    }
    write(file, LiveAuction.attested(view.voidStatement()).encode(), "the void statement");
    console.say(
        "the void statement is in "
            + file
            + "; check it with: buyer-cli verify --void "
            + file
            + " --measurements FILE");
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
