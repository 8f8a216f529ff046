package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.cli.ParentProblemException;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.Stopwatch;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.system.AwsPlace;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.InParallel;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.OpenAuction;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A system, its command lines and its buyers, for tests with auctions of their own. */
final class Stage implements AutoCloseable {
  private static final int WORKERS = 4;
  private static final Duration SLACK = Duration.ofSeconds(15);

  private final Path directory;
  private final LocalSystem system;
  private final Story silent =
      new Story(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false);
  private final String run;
  private final Cast cast;
  private final Path measurements;
  private final Duration equipping;
  private CommandLines commands;

  /**
   * Starts the system and makes the buyers with their keys and buckets.
   *
   * @param place where its AWS is
   */
  Stage(Path directory, AwsPlace.Factory place, List<String> buyers) throws IOException {
    this.directory = directory;
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    this.run = HexFormat.of().formatHex(random);
    this.system =
        LocalSystem.start(
            Installation.locate(),
            LocalSystem.Options.ephemeral(directory.resolve("s")),
            place,
            silent);
    try {
      this.commands = new CommandLines(system);
      this.cast = Cast.of(system, commands, buyers);
      Stopwatch watch = new Stopwatch();
      new InParallel(WORKERS, silent).each("keys made", buyers, cast::equip);
      this.equipping = watch.lap();
      this.measurements =
          MeasurementsFile.write(directory.resolve("measurements.json"), Attacks.genuine(system));
    } catch (RuntimeException | IOException e) {
      system.close();
      throw e;
    }
  }

  LocalSystem system() {
    return system;
  }

  CommandLines commands() {
    return commands;
  }

  Cast cast() {
    return cast;
  }

  /** An id that no other run uses, since buckets may outlive a run. */
  String auction(String name) {
    return name + "-" + run;
  }

  /** When all can have bid, by this machine's pace at making keys, which is about as much work. */
  Instant closing() {
    return Instant.now().plus(equipping.multipliedBy(4)).plus(SLACK);
  }

  /** Opens an auction. */
  OpenAuction open(
      String auction,
      List<String> buyers,
      List<String> lots,
      Instant closesAt,
      UnaryOperator<String> change)
      throws IOException {
    TermsDraft draft =
        new TermsDraft(
            auction,
            "On trial",
            Direction.HIGHEST_WINS,
            Attacks.genuine(system),
            LocalNames.DECRYPT_ROLE,
            lots,
            cast.parties(buyers, auction),
            closesAt,
            Duration.ofHours(1));
    String terms = change.apply(new String(draft.json(), StandardCharsets.UTF_8));
    Path file = Files.writeString(directory.resolve(auction + ".json"), terms);
    must(commands.auctioneer(directory, "open", file.toString()));
    return commands.openAuction(auction);
  }

  /** Everybody bids, a few at a time. */
  void bidAll(String auction, Map<String, Map<String, String>> bids) {
    new InParallel(WORKERS, silent)
        .each(
            "bids",
            List.copyOf(bids.keySet()),
            buyer -> must(bid(auction, buyer, bids.getOrDefault(buyer, Map.of()))));
  }

  /** Whether the parent says that this buyer's own sheet is acknowledged. */
  boolean isAcknowledged(String auction, String buyer) {
    return commands
        .buyer(cast.bidder(buyer).directory(), "status", auction, "--buyer", buyer)
        .out()
        .contains("you           acknowledged");
  }

  /** One buyer's bid; its amounts by lot. */
  CommandLines.Run bid(String auction, String buyer, Map<String, String> amounts) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "bid",
                auction,
                "--buyer",
                buyer,
                "--profile",
                buyer,
                "--measurements",
                measurements.toString(),
                "--root",
                system.addresses().nitroRoot(),
                "--yes"));
    amounts.forEach((lot, amount) -> args.addAll(List.of("--amount", lot + "=" + amount)));
    return commands.buyer(cast.bidder(buyer).directory(), args.toArray(String[]::new));
  }

  /** The parent dies as by a power cut; another takes its place. */
  void killParent() {
    system.restartParent();
    commands.close();
    commands = new CommandLines(system);
  }

  static void await(Instant closesAt) {
    Instant passed = closesAt.plusSeconds(1); // the terms round up
    while (Instant.now().isBefore(passed)) {
      LockSupport.parkNanos(Duration.between(Instant.now(), passed).toNanos());
    }
  }

  /** Resolves, and gives the receipt's bytes. */
  byte[] resolve(String auction) {
    Path receipt = directory.resolve(auction + ".receipt.json");
    must(commands.auctioneer(directory, "resolve", auction, "--out", receipt.toString()));
    try {
      return Files.readAllBytes(receipt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void must(CommandLines.Run run) {
    assertThat(run.exit()).as(run.err()).isZero();
  }

  /** What {@code verify} says to that buyer. */
  CommandLines.Run verify(String auction, String buyer) throws IOException {
    Path folder = cast.bidder(buyer).directory();
    Path bidFile;
    try (Stream<Path> files = Files.list(folder)) {
      bidFile = files.filter(f -> f.toString().endsWith(".bid.json")).findFirst().orElseThrow();
    }
    return commands.buyer(
        folder,
        "verify",
        directory.resolve(auction + ".receipt.json").toString(),
        "--measurements",
        measurements.toString(),
        "--root",
        system.addresses().nitroRoot(),
        "--bid-file",
        bidFile.toString());
  }

  /** The problem that a call of the parent must end in. */
  static ParentProblemException problem(Runnable call) {
    ParentProblemException problem = catchThrowableOfType(ParentProblemException.class, call::run);
    assertThat(problem).as("a problem was expected").isNotNull();
    return problem;
  }

  @Override
  public void close() {
    commands.close();
    system.close();
  }
}
