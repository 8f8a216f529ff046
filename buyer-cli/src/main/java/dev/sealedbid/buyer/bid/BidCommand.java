package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.award.OwnAwardKey;
import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.buyer.command.AwsOptions;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.key.PinGuard;
import dev.sealedbid.buyer.key.PinOptions;
import dev.sealedbid.buyer.key.Preparation;
import dev.sealedbid.buyer.verify.TrustOptions;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
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
import picocli.CommandLine.ArgGroup;
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
public final class BidCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "AUCTION", description = "The auction's id.")
  private String auctionId = "";

  @Option(names = "--buyer", paramLabel = "ID", description = "Your id in the terms.")
  private @Nullable String buyerId;

  @ArgGroup(heading = "The whole bid, in one of these:%n")
  private @Nullable BidSource source;

  @Mixin private BidConsent consent = new BidConsent();
  @Mixin private KeepOptions keeping = new KeepOptions();
  @Mixin private TrustOptions trust = new TrustOptions();
  @Mixin private PinOptions pinning = new PinOptions();
  @Mixin private OwnAwardKey ownAward = new OwnAwardKey();
  @Mixin private ParentOption parent = new ParentOption();
  @Mixin private AwsOptions aws = new AwsOptions();
  @Mixin private JsonOption json = new JsonOption();

  public BidCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Console console = context.console(json);
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
    if (!keeping.isReplaceObject()) {
      console.during("looking at " + bucket.place(), bucket::requireReplaceable);
    }
    ownAward.require(context, ready.auction().terms(), ready.buyer(), clients);
    Path path = keeping.path(context, ready);
    journey.requireOneKey(path);
    Optional<BidFile> kept = journey.kept(path);
    Optional<KeptSheet> newest = kept.flatMap(BidFile::newest);
    try (BidAmounts bid = bid(ready.auction().terms(), ready.buyer().id(), newest)) {
      bid.requireAllowed(ready.buyer().id());
      boolean said = newest.filter(sheet -> isSaidBy(bid, sheet)).isPresent();
      if (consent.isDryRun()) {
        return rehearse(console, ready, bid);
      }
      boolean same = said && kept.isPresent() && !isOutdone(console, journey, kept.get());
      if (same && newest.flatMap(KeptSheet::acknowledgement).isPresent()) {
        console.say("this very sheet is acknowledged already; nothing was sent");
        return report(console, bid, journey.acknowledged(newest.get()), path, true);
      }
      consent.ask(console, bid, ready.auction().terms(), bucket.place(), context.now());
      ready.guard().pin(ready.pin(), pinning.isWait(), false);
      console.say("key " + ready.key().arn() + " is pinned to this session, and to no other");
      BidFile bids =
          same && kept.isPresent()
              ? resumed(console, kept.get())
              : journey.seal(bid, kept, path, keeping.isForget());
      ready.guard().requirePinned(ready.pin());
      BidJourney.Acknowledged sent = journey.send(bids, path);
      // A sheet that nobody had acknowledged couldn't ask before it was sent.
      if (same && isOutdone(console, journey, bids)) {
        BidFile anew = journey.seal(bid, journey.kept(path), path, keeping.isForget());
        return report(console, bid, journey.send(anew, path), path, false);
      }
      return report(console, bid, sent, path, same);
    } finally {
      kept.ifPresent(bids -> bids.sheets().forEach(KeptSheet::wipe));
    }
  }

  private static boolean isOutdone(Console console, BidJourney journey, BidFile bids) {
    boolean outdone =
        console.during("asking which sheet is the newest", () -> journey.isOutdone(bids));
    if (outdone) {
      console.say("a newer sheet of yours, sealed elsewhere, is in the box: sealing this one anew");
    }
    return outdone;
  }

  private static BidFile resumed(Console console, BidFile bids) {
    console.say("going on with the sheet that an earlier try sealed");
    return bids;
  }

  private BidAmounts bid(Terms terms, String partyId, Optional<KeptSheet> newest) {
    if (source != null) {
      return source.read(context, terms, partyId);
    }
    if (newest.isPresent() && newest.get().acknowledgement().isEmpty()) {
      return BidAmounts.ofSheet(terms, opened(newest.get(), terms.lots().size()));
    }
    throw CommandFailedException.usage(
        "no bid is given",
        "pass --amount LOT=AMOUNT for each lot, --file FILE, --none or --withdraw");
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

  private Integer rehearse(Console console, Preparation ready, BidAmounts bid) {
    PinGuard.Result pin = ready.guard().pin(ready.pin(), false, true);
    consent.rehearse(console, bid, ready.auction().terms(), context.now());
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
