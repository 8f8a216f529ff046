package dev.sealedbid.buyer;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.cli.TermsWords;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.sheet.MalformedSheetException;
import dev.sealedbid.core.sheet.SheetKind;
import dev.sealedbid.core.terms.Terms;
import java.nio.file.Path;
import java.util.Arrays;
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

/** {@code bid}. */
@Command(
    name = "bid",
    description = {
      "Seal a bid and have it acknowledged.",
      "Verifies the enclave first, pins your key to the session, and keeps a bid file. Run it again"
          + " if it stopped: the very same sheet is sent again. Run it with other amounts to replace"
          + " your bid, or with --withdraw to take it back; the newest counts, from whichever"
          + " machine. The seller seals its reserves with it, too."
    })
final class BidCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "AUCTION", description = "The auction's id.")
  private String auctionId = "";

  @Option(names = "--buyer", paramLabel = "ID", description = "Your id in the terms.")
  private @Nullable String buyerId;

  @Option(
      names = "--amount",
      paramLabel = "LOT=AMOUNT",
      description = "A bid, as a decimal in the terms' currency; repeatable.")
  private List<String> amounts = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Bids as CSV with the header lot,amount.")
  private @Nullable Path file;

  @Option(
      names = "--none",
      description = "A sheet without bids, which nobody can tell from one with bids.")
  private boolean none;

  @Option(
      names = "--withdraw",
      description =
          "A sheet that takes back all your sheets so far; nobody can tell it from a bid before"
              + " the outcome.")
  private boolean withdraw;

  @Option(
      names = "--replace-object",
      description = "Overwrite whatever is at the place that the terms name for your sheet.")
  private boolean replaceObject;

  @Option(names = "--yes", description = "Neither read the amounts back nor ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Check everything, change and send nothing.")
  private boolean dryRun;

  @Option(
      names = "--forget",
      description = "Keep no data key: the sheet can't be proved to others later.")
  private boolean forget;

  @Option(
      names = "--bid-file",
      paramLabel = "FILE",
      description = "Where to keep the bid; default: AUCTION.BUYER.SESSION.bid.json here.")
  private @Nullable Path bidFile;

  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private PinOptions pinning = new PinOptions();
  @Mixin private OwnAwardKey ownAward = new OwnAwardKey();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  BidCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
    requireOneSource();
    AwsClients clients = aws.clients(context);
    ParentClient client = context.parent(parent);
    Preparation ready =
        Preparation.make(
            context,
            console,
            client,
            auctionId,
            Optional.ofNullable(buyerId),
            trust,
            pinning,
            clients);
    SheetBucket bucket =
        new SheetBucket(
            clients.s3(ready.buyer().bucketRegion()), ready.buyer(), ready.pin().auctionId());
    BidJourney journey = new BidJourney(context, console, client, bucket, ready);
    console.during("looking at the bucket", bucket::require);
    if (!replaceObject) {
      console.during("looking at " + bucket.place(), bucket::requireReplaceable);
    }
    ownAward.require(context, ready.auction().terms(), ready.buyer(), clients);
    Path path = path(ready);
    journey.requireOneKey(path);
    Optional<BidFile> kept = journey.kept(path);
    Optional<KeptSheet> newest = kept.flatMap(BidFile::newest);
    try (BidAmounts bid = bid(ready.auction().terms(), ready.buyer().id(), newest)) {
      bid.requireAllowed(ready.buyer().id());
      boolean said = newest.filter(sheet -> isSaidBy(bid, sheet)).isPresent();
      if (dryRun) {
        return rehearse(console, ready, bid);
      }
      boolean same = said && !isOutdone(console, journey, newest.get());
      if (same && newest.flatMap(KeptSheet::acknowledgement).isPresent()) {
        console.say("this very sheet is acknowledged already; nothing was sent");
        return report(console, bid, journey.acknowledged(newest.get()), path, true);
      }
      readBack(console, bid, ready, bucket);
      ready.guard().pin(ready.pin(), pinning.isWait(), false);
      console.say("key " + ready.key().arn() + " is pinned to this session, and to no other");
      BidFile bids =
          same && kept.isPresent()
              ? resumed(console, kept.get())
              : journey.seal(bid, kept, path, forget);
      ready.guard().requirePinned(ready.pin());
      return report(console, bid, journey.send(bids, path), path, same);
    } finally {
      kept.ifPresent(bids -> bids.sheets().forEach(KeptSheet::wipe));
    }
  }

  private static boolean isOutdone(Console console, BidJourney journey, KeptSheet newest) {
    boolean outdone =
        console.during("asking which sheets are acknowledged", () -> journey.isOutdone(newest));
    if (outdone) {
      console.say("a newer sheet of yours, sealed elsewhere, is in the box: sealing this one anew");
    }
    return outdone;
  }

  private static BidFile resumed(Console console, BidFile bids) {
    console.say("going on with the sheet that an earlier try sealed");
    return bids;
  }

  private Path path(Preparation ready) {
    return context
        .terminal()
        .resolve(
            bidFile != null
                ? bidFile
                : Path.of(
                    BidFile.defaultName(
                        ready.pin().auctionId(), ready.buyer().id(), ready.pin().sessionId())));
  }

  private void requireOneSource() {
    int sources =
        (amounts.isEmpty() ? 0 : 1) + (file == null ? 0 : 1) + (none ? 1 : 0) + (withdraw ? 1 : 0);
    if (sources > 1) {
      throw CommandFailedException.usage(
          "--amount, --file, --none and --withdraw exclude each other",
          "give the whole bid in one of them");
    }
  }

  private BidAmounts bid(Terms terms, String partyId, Optional<KeptSheet> newest) {
    if (withdraw) {
      return BidAmounts.withdrawal(terms);
    }
    if (!amounts.isEmpty()) {
      return BidAmounts.ofOptions(terms, partyId, amounts);
    }
    if (file != null) {
      byte[] csv = InputFile.read(context.terminal(), file, BidAmounts.LONGEST_FILE, "the bid");
      try {
        return requireSome(BidAmounts.ofCsv(terms, partyId, csv, file.toString()));
      } finally {
        Arrays.fill(csv, (byte) 0);
      }
    }
    if (none) {
      return BidAmounts.none(terms);
    }
    if (newest.isPresent() && newest.get().acknowledgement().isEmpty()) {
      return BidAmounts.ofSheet(terms, opened(newest.get(), terms.lots().size()));
    }
    throw CommandFailedException.usage(
        "no bid is given",
        "pass --amount LOT=AMOUNT for each lot, --file FILE, --none or --withdraw");
  }

  private static BidAmounts requireSome(BidAmounts bid) {
    if (bid.isNone()) {
      throw CommandFailedException.usage(
          "the file has no bid", "pass --none to send a sheet without bids");
    }
    return bid;
  }

  private static boolean isSaidBy(BidAmounts bid, KeptSheet kept) {
    try (BidSheet sheet = opened(kept, bid.lots())) {
      return bid.isSaidBy(sheet);
    }
  }

  private static BidSheet opened(KeptSheet kept, int lots) {
    byte[] encoded = kept.sheet();
    try {
      return BidSheet.decode(encoded, lots);
    } catch (MalformedSheetException e) {
      throw new CommandFailedException(
          ExitCode.USAGE,
          "the bid file is damaged",
          List.of("move it away, or name another with --bid-file"),
          e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private void readBack(Console console, BidAmounts bid, Preparation ready, SheetBucket bucket) {
    if (yes) {
      return;
    }
    tell(console, bid, ready);
    // The terms choose the place: nobody shall have something else overwritten unseen.
    console.say("it replaces whatever is at " + bucket.place());
    String question =
        switch (bid.kind()) {
          case BID -> "seal this bid and send it?";
          case WITHDRAW -> "seal this withdrawal and send it?";
          case RESERVE -> "seal these reserves and send them?";
        };
    if (!console.confirm(question)) {
      throw CommandFailedException.refused("not sent: you said no");
    }
  }

  private static void tell(Console console, BidAmounts bid, Preparation ready) {
    Terms terms = ready.auction().terms();
    console.say("the rules of " + terms.id() + ":");
    new TermsWords(terms).rules().forEach(rule -> console.say("  " + rule));
    console.say(
        switch (bid.kind()) {
          case BID -> "your bid:";
          case WITHDRAW -> "you seal:";
          case RESERVE -> "your reserves, which only the enclave will see:";
        });
    bid.readBack().forEach(console::say);
  }

  private Integer rehearse(Console console, Preparation ready, BidAmounts bid) {
    PinGuard.Result pin = ready.guard().pin(ready.pin(), false, true);
    tell(console, bid, ready);
    console.print(
        pin == PinGuard.Result.WOULD_PIN
            ? "all is well; the key would be pinned to session " + ready.pin().sessionId()
            : "all is well; the key is pinned to session " + ready.pin().sessionId());
    console.say("dry run: nothing was changed and nothing was sent");
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("auctionId", ready.pin().auctionId());
    view.put("sessionId", ready.pin().sessionId().hex());
    view.put("buyerId", ready.buyer().id());
    view.put("dryRun", true);
    view.put("wouldPin", pin == PinGuard.Result.WOULD_PIN);
    console.json(view);
    return ExitCode.OK.status();
  }

  private static Integer report(
      Console console, BidAmounts bid, BidJourney.Acknowledged done, Path path, boolean resumed) {
    console.print(
        (bid.kind() == SheetKind.WITHDRAW ? "acknowledged: withdrawal " : "acknowledged: sheet ")
            + done.statement().sheetSha384()
            + ", revision "
            + done.statement().revision()
            + ", sequence "
            + done.statement().sequence()
            + ", received at "
            + done.statement().receivedAt());
    console.say("kept in " + path + "; whoever has that file can read your bid");
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("auctionId", done.statement().auctionId());
    view.put("sessionId", done.statement().sessionId().hex());
    view.put("buyerId", done.statement().buyerId());
    view.put("sheetSha384", done.statement().sheetSha384().hex());
    view.put("revision", done.statement().revision());
    view.put("sequence", done.statement().sequence());
    view.put("receivedAt", done.statement().receivedAt().toString());
    view.put("bidFile", path.toString());
    view.put("kind", bid.kind().name());
    view.put("resumed", resumed);
    console.json(view);
    return ExitCode.OK.status();
  }
}
