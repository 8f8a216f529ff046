package dev.sealedbid.demo;

import dev.sealedbid.core.terms.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** One whole auction by the two command lines, and the attacks around it. */
final class Demo {
  private static final String AUCTION = "demo-auction";
  private static final Duration TO_RESOLVE = Duration.ofMinutes(30);
  private static final Duration SLACK = Duration.ofSeconds(4);
  private static final int WORKERS = 4;
  private static final int VERIFICATIONS = 12;

  private final LocalSystem system;
  private final CommandLines commands;
  private final BidsFile bids;
  private final Direction direction;
  private final Story story;
  private final AttackLog log;
  private final InParallel parallel;
  private final Cast cast;
  private final Optional<Duration> window;

  Demo(
      LocalSystem system,
      CommandLines commands,
      BidsFile bids,
      Direction direction,
      Optional<Duration> window,
      Story story) {
    this.system = system;
    this.commands = commands;
    this.bids = bids;
    this.direction = direction;
    this.window = window;
    this.story = story;
    this.log = new AttackLog(story);
    this.parallel = new InParallel(WORKERS, story);
    List<String> ids = new ArrayList<>(bids.bids().keySet());
    ids.add(CarelessBuyer.ID);
    this.cast = Cast.of(system, commands, ids);
  }

  /**
   * Runs it.
   *
   * @param build how long building took, in ms
   * @param start how long starting the processes took
   */
  DemoResult run(long build, Duration start) throws IOException {
    Stopwatch watch = new Stopwatch();
    CompletableFuture<HostileCamp> camp =
        CompletableFuture.supplyAsync(() -> HostileCamp.launch(system));
    Duration perBuyer = makeKeys();
    Path measurements = writeMeasurements();
    HostileCamp attackers = join(camp);
    watch.lap();

    TermsDraft draft = draft(closing(perBuyer));
    OpenAuction auction = open(draft);
    Duration opening = watch.lap();
    Duration submitting = bid(auction, measurements);
    Duration bidding = watch.lap();

    story.chapter("Attacks while the auction is open");
    Attacks attacks = new Attacks(system, commands, cast, log, attackers, draft, auction);
    attacks.beforeClosing();
    requireStillOpen(auction.document().terms().closesAt());
    Duration attacking = watch.lap();

    awaitClosing(auction.document().terms().closesAt());
    watch.lap();
    attacks.afterClosing();
    attacking = attacking.plus(watch.lap());
    Path receipt = resolve(auction);
    Duration resolving = watch.lap();
    boolean verified = verify(receipt, measurements);
    List<DemoResult.LotLine> lots = winners(receipt);
    Duration verifying = watch.lap();

    story.chapter("Attacks when all is decided");
    attacks.afterResolving(receipt, measurements);
    attacking = attacking.plus(watch.lap());
    return new DemoResult(
        AUCTION,
        lots,
        receipt.toString(),
        verified,
        log.lines(),
        new DemoResult.Timings(
            build,
            start.toMillis(),
            opening.toMillis(),
            bidding.minus(submitting).toMillis(),
            submitting.toMillis(),
            resolving.toMillis(),
            verifying.toMillis(),
            attacking.toMillis()));
  }

  private Duration makeKeys() {
    int buyers = bids.bids().size();
    story.chapter(count(buyers, "buyer") + " make their sheet keys and buckets");
    Stopwatch watch = new Stopwatch();
    parallel.each("keys made", cast.bidders(), bidder -> cast.equip(bidder.id()));
    Duration took = watch.lap();
    story.did("each under an AWS account of its own; nobody can decrypt with these keys yet", took);
    return took.dividedBy(buyers + 1L);
  }

  private Path writeMeasurements() throws IOException {
    Map<String, String> genuine = Attacks.genuine(system);
    Path file = MeasurementsFile.write(system.directory().resolve("measurements.json"), genuine);
    story.did("they trust the image with these measurements (" + file + "):");
    genuine.forEach((pcr, hex) -> story.detail(pcr + " " + hex.substring(0, 16) + "..."));
    return file;
  }

  /**
   * As near as sealing allows: by this machine's pace at making keys, which is about as much work
   * as bidding; and then about as much again as three buyers need, for the attacks.
   */
  private Instant closing(Duration perBuyer) {
    int buyers = bids.bids().size();
    Duration sealing = perBuyer.multipliedBy(2L * buyers + 4);
    return Instant.now().plus(window.orElse(sealing.plus(SLACK)));
  }

  private TermsDraft draft(Instant closesAt) {
    return new TermsDraft(
        AUCTION,
        "Demo: " + count(bids.lots().size(), "lot"),
        direction,
        Attacks.genuine(system),
        LocalNames.DECRYPT_ROLE,
        bids.lots(),
        cast.parties(List.copyOf(bids.bids().keySet()), AUCTION),
        closesAt,
        TO_RESOLVE);
  }

  private OpenAuction open(TermsDraft draft) throws IOException {
    story.chapter("The auctioneer opens the auction");
    Path terms = Files.write(system.directory().resolve("terms.json"), draft.json());
    Stopwatch watch = new Stopwatch();
    commands.auctioneer(system.directory(), "open", terms.toString()).orFail("auctioneer-cli open");
    OpenAuction auction = commands.openAuction(AUCTION);
    story.did("session " + auction.session().hex().substring(0, 16) + "... is open", watch.lap());
    story.detail("the enclave attested these terms and this session, and nothing else");
    story.detail("it closes at " + auction.document().terms().closesAt());
    return auction;
  }

  /** All buyers bid; returns the time that submitting took of it. */
  private Duration bid(OpenAuction auction, Path measurements) {
    story.chapter("The buyers bid");
    Stopwatch watch = new Stopwatch();
    List<String> buyers = List.copyOf(bids.bids().keySet());
    parallel.each("acknowledged", buyers, buyer -> bid(buyer, measurements));
    story.did(
        count(buyers.size(), "buyer")
            + " verified the enclave live, pinned their keys, sealed and submitted",
        watch.lap());
    story.did("each holds an attested acknowledgement of its sheet");
    story.detail(
        "every sheet of this auction is "
            + auction.document().terms().sheetLength()
            + " bytes long, however much it bids");
    return commands.submitting().dividedBy(Math.min(WORKERS, buyers.size()));
  }

  private void bid(String buyer, Path measurements) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "bid",
                AUCTION,
                "--buyer",
                buyer,
                "--profile",
                buyer,
                "--measurements",
                measurements.toString(),
                "--yes"));
    args.addAll(system.trust());
    bids.bids()
        .getOrDefault(buyer, Map.of())
        .forEach((lot, amount) -> args.addAll(List.of("--amount", lot + "=" + amount)));
    commands
        .buyer(cast.bidder(buyer).directory(), args.toArray(String[]::new))
        .orFail("buyer-cli bid of " + buyer);
  }

  /** What an attack shows after closing isn't what it was made to show. */
  private static void requireStillOpen(Instant closesAt) {
    if (!Instant.now().isBefore(closesAt)) {
      throw new DemoFailedException(
          "closing came before the bids and the first attacks were through",
          "this machine is busier than the demo reckoned: give it time with --window 60");
    }
  }

  private void awaitClosing(Instant closesAt) {
    story.chapter("Waiting for closing");
    Duration left = Duration.between(Instant.now(), closesAt);
    if (left.isNegative()) {
      story.did("it has closed");
      return;
    }
    story.did("until then neither the enclave nor KMS opens anything");
    while (Instant.now().isBefore(closesAt)) {
      Duration remaining = Duration.between(Instant.now(), closesAt);
      story.countdown(remaining);
      LockSupport.parkNanos(Math.min(remaining.toNanos(), 1_000_000_000L));
    }
    story.did("closed at " + closesAt);
  }

  private Path resolve(OpenAuction auction) {
    story.chapter("The auctioneer resolves the auction");
    Stopwatch watch = new Stopwatch();
    Path receipt = system.directory().resolve("receipt.json");
    commands
        .auctioneer(system.directory(), "resolve", auction.id(), "--out", receipt.toString())
        .orFail("auctioneer-cli resolve");
    story.did(
        "KMS gave each sheet's data key to the attested enclave, wrapped to a key born there",
        watch.lap());
    story.did("the receipt is in " + receipt);
    return receipt;
  }

  /** Whether every run of verify said so. */
  private boolean verify(Path receipt, Path measurements) {
    story.chapter("The buyers verify the receipt");
    Stopwatch watch = new Stopwatch();
    List<String> buyers = List.copyOf(bids.bids().keySet());
    List<List<String>> groups = groups(buyers);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    parallel.each(
        "verified", groups, group -> verify(group, receipt, measurements).ifPresent(failures::add));
    if (!failures.isEmpty()) {
      failures.forEach(failure -> story.did("NOT VERIFIED: " + failure));
      return false;
    }
    story.did(
        groups.size() == buyers.size()
            ? count(buyers.size(), "buyer") + " verified it, each with its own bid file"
            : count(buyers.size(), "buyer")
                + "' bid files were checked against it, in "
                + groups.size()
                + " runs of verify",
        watch.lap());
    return true;
  }

  private List<DemoResult.LotLine> winners(Path receipt) throws IOException {
    List<DemoResult.LotLine> lots = Winners.of(Files.readAllBytes(receipt));
    for (DemoResult.LotLine lot : lots) {
      story.did(
          lot.winner() == null
              ? lot.lotId() + ": not sold"
              : lot.lotId() + " goes to " + lot.winner());
    }
    story.detail("no amount left the enclave, not even the winners'");
    return lots;
  }

  /**
   * Each run verifies every acknowledgement of the receipt, so on one machine two hundred runs
   * would be the square of that: many buyers share a few runs.
   */
  private static List<List<String>> groups(List<String> buyers) {
    int size = (buyers.size() + VERIFICATIONS - 1) / VERIFICATIONS;
    List<List<String>> groups = new ArrayList<>();
    for (int from = 0; from < buyers.size(); from += size) {
      groups.add(buyers.subList(from, Math.min(from + size, buyers.size())));
    }
    return groups;
  }

  /** Why it failed, if it did. */
  private Optional<String> verify(List<String> group, Path receipt, Path measurements) {
    List<String> args =
        new ArrayList<>(
            List.of("verify", receipt.toString(), "--measurements", measurements.toString()));
    args.addAll(system.trust());
    for (String buyer : group) {
      args.addAll(List.of("--bid-file", bidFile(cast.bidder(buyer).directory()).toString()));
    }
    CommandLines.Run run = commands.buyer(system.directory(), args.toArray(String[]::new));
    return run.exit() == 0
        ? Optional.empty()
        : Optional.of(String.join(", ", group) + ": " + run.reason());
  }

  private static Path bidFile(Path directory) {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".bid.json"))
          .findFirst()
          .orElseThrow(() -> new DemoFailedException("there is no bid file in " + directory));
    } catch (IOException e) {
      throw new DemoFailedException("can't look into " + directory, e);
    }
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static HostileCamp join(CompletableFuture<HostileCamp> camp) {
    try {
      return camp.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new DemoFailedException("an attacker's enclave did not start", e);
    }
  }
}
