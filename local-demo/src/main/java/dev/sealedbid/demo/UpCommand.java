package dev.sealedbid.demo;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.system.Cast;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.DemoFailedException;
import dev.sealedbid.demo.system.InParallel;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.Lasting;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.MeasurementsFile;
import dev.sealedbid.demo.system.OtherParts;
import dev.sealedbid.demo.system.StateFolder;
import dev.sealedbid.demo.system.Story;
import dev.sealedbid.demo.system.TermsDraft;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code up}. */
@Command(
    name = "up",
    description = {
      "Start embedded AWS, enclave and parent, and leave them running to play with.",
      "Prints what to type to open an auction and bid by hand. Ctrl-C stops everything.",
      "An enclave that ends is replaced by another, as after a crash."
    })
final class UpCommand implements Callable<Integer> {
  private static final List<String> BUYERS = List.of("buyer-1", "buyer-2", "buyer-3");
  private static final List<String> LOTS = List.of("flat-1", "flat-2");
  private static final String AUCTION = "riverside-";

  /** Bid files of an earlier time name another key: each time has an auction of its own. */
  private static final DateTimeFormatter EACH_ITS_OWN =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final Duration TO_RESOLVE = Duration.ofHours(2);

  private final Terminal terminal;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The parent's port.",
      defaultValue = "8080")
  private int port = 8080;

  @Option(
      names = "--s3-port",
      paramLabel = "PORT",
      description = "S3's port.",
      defaultValue = "9000")
  private int s3Port = 9000;

  @Option(
      names = "--kms-port",
      paramLabel = "PORT",
      description = "KMS's port.",
      defaultValue = "8443")
  private int kmsPort = 8443;

  @Option(
      names = "--closes-in",
      paramLabel = "MINUTES",
      description = "When the ready-made terms close, from now.",
      defaultValue = "10")
  private int closesIn = 10;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where it keeps its files and logs: one run at a time; emptied first. Default:"
              + " .sealed-bid/up.")
  private @Nullable Path state;

  @ArgGroup(exclusive = false, heading = "In containers, all four:%n")
  private @Nullable OtherParts others;

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Installation installation = Installation.locate();
    Path directory = state == null ? installation.state().resolve("up") : terminal.resolve(state);
    if (closesIn < 1) {
      throw CommandFailedException.usage("--closes-in takes at least one minute");
    }
    Story story = new Story(terminal.out(), false);
    return others == null
        ? allOfIt(installation, directory, story)
        : itsPart(installation, directory, others, story);
  }

  /** AWS's stand-in runs already, and the parent comes when this is ready. */
  private int itsPart(Installation installation, Path directory, OtherParts parts, Story story)
      throws IOException {
    Files.deleteIfExists(parts.ready());
    story.chapter("Start the hypervisor and the enclave");
    LocalSystem.Options options =
        new LocalSystem.Options(directory, 0, 0, 0, Optional.of(parts.elsewhere()));
    try (LocalSystem system = LocalSystem.start(installation, options, parts.place(), story);
        CommandLines commands = new CommandLines(system)) {
      prepare(system, commands, story);
      Files.createFile(parts.ready());
      new Lasting(system, story).untilInterrupted();
      return 0;
    } finally {
      Files.deleteIfExists(parts.ready());
    }
  }

  private int allOfIt(Installation installation, Path directory, Story story) throws IOException {
    StateFolder.requireFree(directory);
    requireFree(port, "--port");
    requireFree(s3Port, "--s3-port");
    requireFree(kmsPort, "--kms-port");
    story.chapter("Start embedded AWS, the enclave and the parent");
    try (LocalSystem system =
            LocalSystem.start(
                installation, new LocalSystem.Options(directory, s3Port, kmsPort, port), story);
        CommandLines commands = new CommandLines(system)) {
      String auction = prepare(system, commands, story);
      Lasting lasting = new Lasting(system, story);
      lasting.announce();
      explain(installation, system, auction, story);
      lasting.untilInterrupted();
      return 0;
    }
  }

  /** Returns the auction's id. */
  private String prepare(LocalSystem system, CommandLines commands, Story story)
      throws IOException {
    story.chapter("Make three buyers, and terms that name them");
    Cast cast = Cast.of(system, commands, BUYERS);
    new InParallel(2, story).each("keys made", BUYERS, cast::equip);
    story.did("profiles " + String.join(", ", BUYERS) + " and auctioneer");
    Path directory = system.directory();
    MeasurementsFile.write(directory.resolve("measurements.json"), Attacks.genuine(system));
    Files.copy(
        Path.of(system.addresses().nitroRoot()),
        directory.resolve("nitro-root.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    String auction = AUCTION + EACH_ITS_OWN.format(Instant.now());
    TermsDraft draft =
        new TermsDraft(
            auction,
            "Riverside flats",
            Direction.HIGHEST_WINS,
            Attacks.genuine(system),
            LocalNames.DECRYPT_ROLE,
            LOTS,
            cast.parties(BUYERS, auction),
            Instant.now().plus(Duration.ofMinutes(closesIn)),
            TO_RESOLVE);
    Files.write(directory.resolve("terms.json"), draft.json());
    Files.writeString(directory.resolve("auction"), auction + "\n"); // for scripts
    story.did(
        "terms in " + directory.resolve("terms.json") + "; they close in " + closesIn + " min");
    return auction;
  }

  private void explain(Installation installation, LocalSystem system, String auction, Story story) {
    story.chapter("What to type, in another terminal");
    Path from = terminal.directory();
    String launcher = installation.launcherFor(system.directory(), from);
    String trust =
        "--measurements "
            + file(system, "measurements.json", from)
            + " --root "
            + file(system, "nitro-root.pem", from);
    story.plain(
        """
          # the auctioneer opens
          %6$s auction open %7$s
          # the buyers bid; each reads its amounts back before it seals
          %6$s buyer bid %1$s --profile buyer-1 %2$s --amount flat-1=412500.00
          %6$s buyer bid %1$s --profile buyer-2 %2$s --amount flat-1=409900.00 --amount flat-2=275000.00
          %6$s buyer bid %1$s --profile buyer-3 %2$s --none
          %6$s auction show %1$s
          # after closing: resolve, and let anybody verify
          %6$s auction resolve %1$s
          %6$s auction receipt %1$s > receipt.json
          %6$s buyer verify receipt.json %2$s

        The parent is at %3$s. For other AWS tools: AWS_CONFIG_FILE=%4$s
        To see what a lost enclave means, end it, and open and bid again: kill %5$s
        """
            .formatted(
                auction,
                trust,
                system.parent(),
                system.profiles().config(),
                system.enclave().process().map(process -> "" + process.pid()).orElse("its process"),
                launcher,
                file(system, "terms.json", from)));
  }

  private static String file(LocalSystem system, String name, Path from) {
    return Installation.quoted(Installation.shown(system.directory().resolve(name), from));
  }

  private static void requireFree(int port, String option) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new DemoFailedException(
          "port " + port + " is in use", e, "stop what uses it, or choose another with " + option);
    }
  }
}
