package dev.sealedbid.demo;

import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.attack.AttackLog;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.ClosedTooSoonException;
import dev.sealedbid.demo.attack.HostileCamp;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.DemoFailedException;
import dev.sealedbid.demo.system.InParallel;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One whole auction by the two command lines, and the attacks around it. If the machine turns out
 * to be too slow for the closing time that was reckoned, another auction is held, with more time.
 */
public final class Demo {
  private static final String AUCTION = "demo-auction";
  private static final Duration TO_RESOLVE = Duration.ofHours(6);
  private static final Duration NEVER = Duration.ofHours(12);
  private static final int MOST_AUCTIONS = 4;

  /** So many of many buyers bid once before, after as many others, so that the pace is known. */
  private static final int REHEARSING = 12;

  private static final int WORKERS = 4;
  private static final int VERIFICATIONS = 12;

  private final LocalSystem system;
  private final CommandLines commands;
  private final BidsFile bids;
  private final Direction direction;
  private final Story story;
  private final InstantSource clock = InstantSource.system();
  private final InParallel parallel;
  private final Cast cast;
  private final Optional<Duration> window;
  private final AtomicInteger bidsThrough = new AtomicInteger();

  public Demo(
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
  public DemoResult run(long build, Duration start) throws IOException {
    CompletableFuture<HostileCamp> camp =
        CompletableFuture.supplyAsync(() -> HostileCamp.launch(system));
    Duration keys = makeKeys();
    Path measurements = writeMeasurements();
    HostileCamp attackers = join(camp);
    Pace pace = pace(keys, measurements);
    for (int held = 1; ; held++) {
      String id = held == 1 ? AUCTION : AUCTION + "-" + held;
      Instant closesAt = clock.instant().plus(pace.window());
      try {
        return hold(id, closesAt, measurements, attackers, build, start);
      } catch (ClosedTooSoonException e) {
        pace = pace.afterClosingAt(bidsThrough.get(), bids.bids().size());
        tryAgain(e, held, pace);
      }
    }
  }

  private Pace pace(Duration keys, Path measurements) throws IOException {
    int buyers = bids.bids().size();
    if (window.isPresent()) {
      return new Pace(window.get());
    }
    return buyers > 2 * REHEARSING
        ? Pace.ofBids(rehearse(measurements), REHEARSING, buyers)
        : Pace.ofKeys(keys, buyers);
  }

  /**
   * What a bid costs depends on the machine and on the length of the terms: some buyers bid in an
   * auction with the same parties, which is voided then. A key serves one auction: they make
   * others.
   *
   * @return how long those bids took
   */
  private Duration rehearse(Path measurements) throws IOException {
    List<String> buyers = List.copyOf(bids.bids().keySet());
    List<String> first = buyers.subList(0, REHEARSING);
    List<String> some = buyers.subList(REHEARSING, 2 * REHEARSING);
    story.chapter(
        "A rehearsal: " + count(2 * REHEARSING, "buyer") + " bid, to see how long bids take");
    OpenAuction auction = opened(draft(AUCTION + "-rehearsal", clock.instant().plus(NEVER)));
    // A program that has just been started is slow; and nobody waits for what it costs only once.
    parallel.each("warmed up", first, buyer -> bid(auction.id(), buyer, measurements));
    Stopwatch watch = new Stopwatch();
    parallel.each("rehearsed", some, buyer -> bid(auction.id(), buyer, measurements));
    Duration took = watch.lap();
    story.did("they bid, in an auction with the same parties", took);
    commands
        .auctioneer(system.directory(), "void", auction.id(), "--reason", "a rehearsal", "--yes")
        .orFail("auctioneer-cli void");
    parallel.each("keys made", buyers.subList(0, 2 * REHEARSING), cast::equip);
    story.did("it was voided, and they made new keys");
    return took;
  }

  private void tryAgain(ClosedTooSoonException e, int held, Pace next) {
    if (held == MOST_AUCTIONS) {
      throw new DemoFailedException(
          e.getMessage() + ", in each of " + held + " auctions: nothing was shown",
          e,
          "give it time by hand, in seconds: --window " + next.window().toSeconds());
    }
    story.did("too soon: " + e.getMessage());
    story.detail("this machine is slower than was reckoned; that says nothing about the attacks,");
    story.detail(
        "so another auction is held, open for " + next.window().toSeconds() + " s, with new keys");
    makeKeys();
  }

  /**
   * One auction from its opening to its end.
   *
   * @throws ClosedTooSoonException if it closed before the attacks on an open auction were made
   */
  private DemoResult hold(
      String id,
      Instant closesAt,
      Path measurements,
      HostileCamp attackers,
      long build,
      Duration start)
      throws IOException {
    Stopwatch watch = new Stopwatch();
    AttackLog log = new AttackLog(story, clock);
    TermsDraft draft = draft(id, closesAt);
    bidsThrough.set(0);
    OpenAuction auction = inTime(draft, "it was open", () -> open(draft));
    Duration opening = watch.lap();
    Duration submitting = inTime(draft, "all had bid", () -> bid(auction, measurements));
    Duration bidding = watch.lap();
    Attacks attacks =
        inTime(draft, "it was attacked", () -> attackWhileOpen(draft, auction, attackers, log));
    Duration attacking = watch.lap();

    awaitClosing(auction.document().terms().closesAt());
    watch.lap();
    attacks.afterClosing();
    attacking = attacking.plus(watch.lap());
    Path receipt = resolve(auction);
    Duration resolving = watch.lap();
    boolean verified = verify(id, receipt, measurements);
    List<DemoResult.LotLine> lots = winners(receipt);
    Duration verifying = watch.lap();

    story.chapter("Attacks when all is decided");
    attacks.afterResolving(receipt, measurements);
    attacking = attacking.plus(watch.lap());
    return new DemoResult(
        id,
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
    parallel.each(
        "keys made",
        cast.bidders(),
        bidder -> {
          cast.equip(bidder.id());
          commands.release(bidder.id());
        });
    Duration took = watch.lap();
    story.did("each under an AWS account of its own; nobody can decrypt with these keys yet", took);
    return took;
  }

  /** What has to be done while the auction is open. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  /** A failure after closing is none of the system's. */
  private <T> T inTime(TermsDraft draft, String what, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      if (e instanceof ClosedTooSoonException || clock.instant().isBefore(draft.closesAt())) {
        throw e;
      }
      throw new ClosedTooSoonException(what, e);
    }
  }

  private Attacks attackWhileOpen(
      TermsDraft draft, OpenAuction auction, HostileCamp attackers, AttackLog log)
      throws IOException {
    story.chapter("Attacks while the auction is open");
    Attacks attacks = new Attacks(system, commands, cast, log, attackers, draft, auction);
    attacks.beforeClosing();
    return attacks;
  }

  private Path writeMeasurements() throws IOException {
    Map<String, String> genuine = Attacks.genuine(system);
    Path file = MeasurementsFile.write(system.directory().resolve("measurements.json"), genuine);
    story.did("they trust the image with these measurements (" + file + "):");
    genuine.forEach((pcr, hex) -> story.detail(pcr + " " + hex.substring(0, 16) + "..."));
    return file;
  }

  private TermsDraft draft(String id, Instant closesAt) {
    return new TermsDraft(
        id,
        "Demo: " + count(bids.lots().size(), "lot"),
        direction,
        Attacks.genuine(system),
        LocalNames.DECRYPT_ROLE,
        bids.lots(),
        cast.parties(List.copyOf(bids.bids().keySet()), id),
        closesAt,
        TO_RESOLVE);
  }

  private OpenAuction open(TermsDraft draft) throws IOException {
    story.chapter("The auctioneer opens the auction");
    Stopwatch watch = new Stopwatch();
    OpenAuction auction = opened(draft);
    story.did("session " + auction.session().hex().substring(0, 16) + "... is open", watch.lap());
    story.detail("the enclave attested these terms and this session, and nothing else");
    story.detail("it closes at " + auction.document().terms().closesAt());
    return auction;
  }

  private OpenAuction opened(TermsDraft draft) throws IOException {
    Path terms = Files.write(system.directory().resolve("terms.json"), draft.json());
    commands.auctioneer(system.directory(), "open", terms.toString()).orFail("auctioneer-cli open");
    return commands.openAuction(draft.auctionId());
  }

  /** All buyers bid; returns the time that submitting took of it. */
  private Duration bid(OpenAuction auction, Path measurements) {
    story.chapter("The buyers bid");
    Stopwatch watch = new Stopwatch();
    Duration before = commands.submitting();
    List<String> buyers = List.copyOf(bids.bids().keySet());
    parallel.each("acknowledged", buyers, buyer -> bid(auction.id(), buyer, measurements));
    story.did(
        count(buyers.size(), "buyer")
            + " verified the enclave live, pinned their keys, sealed and submitted",
        watch.lap());
    story.did("each holds an attested acknowledgement of its sheet");
    story.detail(
        "every sheet of this auction is "
            + auction.document().terms().sheetLength()
            + " bytes long, however much it bids");
    return commands.submitting().minus(before).dividedBy(Math.min(WORKERS, buyers.size()));
  }

  private void bid(String auctionId, String buyer, Path measurements) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "bid",
                auctionId,
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
    commands.release(buyer);
    bidsThrough.incrementAndGet();
  }

  private void awaitClosing(Instant closesAt) {
    story.chapter("Waiting for closing");
    Duration left = Duration.between(clock.instant(), closesAt);
    if (left.isNegative()) {
      story.did("it has closed");
      return;
    }
    story.did("until then neither the enclave nor KMS opens anything");
    while (clock.instant().isBefore(closesAt)) {
      Duration remaining = Duration.between(clock.instant(), closesAt);
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
  private boolean verify(String auction, Path receipt, Path measurements) {
    story.chapter("The buyers verify the receipt");
    Stopwatch watch = new Stopwatch();
    List<String> buyers = List.copyOf(bids.bids().keySet());
    List<List<String>> groups = groups(buyers);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    parallel.each(
        "verified",
        groups,
        group -> verify(auction, group, receipt, measurements).ifPresent(failures::add));
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
  private Optional<String> verify(
      String auction, List<String> group, Path receipt, Path measurements) {
    List<String> args =
        new ArrayList<>(
            List.of("verify", receipt.toString(), "--measurements", measurements.toString()));
    args.addAll(system.trust());
    for (String buyer : group) {
      args.addAll(
          List.of("--bid-file", bidFile(cast.bidder(buyer).directory(), auction).toString()));
    }
    CommandLines.Run run = commands.buyer(system.directory(), args.toArray(String[]::new));
    return run.exit() == 0
        ? Optional.empty()
        : Optional.of(String.join(", ", group) + ": " + run.reason());
  }

  private static Path bidFile(Path directory, String auction) {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(auction + "."))
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
