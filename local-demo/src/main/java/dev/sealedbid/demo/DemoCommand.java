package dev.sealedbid.demo;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.terms.Direction;
import dev.sealedbid.demo.attack.AttackLine;
import dev.sealedbid.demo.system.CommandLines;
import dev.sealedbid.demo.system.Installation;
import dev.sealedbid.demo.system.Lasting;
import dev.sealedbid.demo.system.LocalSystem;
import dev.sealedbid.demo.system.Story;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code demo}. */
@Command(
    name = "demo",
    description = {
      "Run a whole auction on embedded AWS, then the attacks that must fail.",
      "Exit status 0 means that the receipt verified and every attack was refused."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int NOT_AS_IT_MUST_BE = 3;
  private static final String PROCESS = "process";
  private static final String QEMU = "qemu";
  private static final Duration QEMU_WINDOW = Duration.ofSeconds(75);

  private final Terminal terminal;

  @Option(
      names = "--bids",
      paramLabel = "FILE",
      description =
          "Who bids what: CSV with the header buyer,lot,amount; amounts are decimals with at most"
              + " two places. Default: examples/three-properties.csv.")
  private @Nullable Path bids;

  @Option(
      names = "--direction",
      paramLabel = "DIRECTION",
      description = "HIGHEST_WINS (a sale) or LOWEST_WINS (procurement).",
      defaultValue = "HIGHEST_WINS")
  private Direction direction = Direction.HIGHEST_WINS;

  @Option(names = "--json", description = "Print one JSON object; the story goes to stderr.")
  private boolean json;

  @Option(names = "--keep", description = "Leave everything running until Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      description =
          "Time from opening to closing. Default: as little as this machine needs for sealing."
              + " Where it turns out to be too short, another auction gets more.")
  private @Nullable Integer window;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where the run keeps its files and logs: one run at a time; emptied first. Default:"
              + " .sealed-bid/demo.")
  private @Nullable Path state;

  @Option(
      names = "--enclave",
      paramLabel = "PLACE",
      description =
          "process (default): a process of its own, measured by the local hypervisor. qemu: the"
              + " real enclave image in QEMU's nitro-enclave machine, which boots for a minute;"
              + " needs infra/qemu/qemu-enclave parts, once.")
  private String enclave = PROCESS;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "The enclave image for qemu. Default: .sealed-bid/enclave-image/enclave.eif, which the"
              + " launcher builds.")
  private @Nullable Path image;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Installation installation = Installation.locate();
    BidsFile file = readBids(installation);
    PrintStream out = json ? terminal.err() : terminal.out();
    boolean colour = terminal.interactive() && terminal.variable("NO_COLOR").isEmpty();
    Story story = new Story(out, colour);
    story.plain(
        "Sealed Bid demo: "
            + file.bids().size()
            + " buyers, "
            + file.lots().size()
            + " lots, "
            + file.size()
            + " bids, "
            + direction);
    Path directory = state == null ? installation.state().resolve("demo") : terminal.resolve(state);
    story.chapter("Start embedded AWS, the enclave and the parent");
    Stopwatch watch = new Stopwatch();
    try (LocalSystem system =
            LocalSystem.start(installation, options(installation, directory), story);
        CommandLines commands = new CommandLines(system)) {
      DemoResult result =
          new Demo(system, commands, file, direction, window(), story)
              .run(buildMillis(), watch.lap());
      conclude(result, story, directory);
      if (keep) {
        Lasting lasting = new Lasting(system, story);
        lasting.announce();
        String launcher = installation.launcherFor(directory, terminal.directory());
        story.plain("The parent is at " + system.parent() + "; the command lines use it with");
        story.plain("  " + launcher + " auction list");
        story.plain("  " + launcher + " buyer --help");
        lasting.untilInterrupted();
      }
      return result.good() ? 0 : NOT_AS_IT_MUST_BE;
    }
  }

  private Optional<Duration> window() {
    if (window == null && enclave.equals(QEMU)) {
      return Optional.of(QEMU_WINDOW); // an emulated processor is slower than this one
    }
    return Optional.ofNullable(window).map(Duration::ofSeconds);
  }

  private LocalSystem.Options options(Installation installation, Path directory) {
    LocalSystem.Options options = LocalSystem.Options.ephemeral(directory);
    if (enclave.equals(PROCESS)) {
      return options;
    }
    if (!enclave.equals(QEMU)) {
      throw CommandFailedException.usage(
          "--enclave is process or qemu, not " + enclave, "nothing was started");
    }
    return options.inQemu(
        image == null
            ? installation.enclaveImage()
            : installation.requireImage(terminal.resolve(image)));
  }

  private BidsFile readBids(Installation installation) {
    Path file =
        bids == null
            ? installation.home().resolve("examples/three-properties.csv")
            : terminal.resolve(bids);
    try {
      return BidsFile.read(file);
    } catch (BidsFile.InvalidBidsFileException e) {
      throw CommandFailedException.usage(
          "the bids can't be used: " + file + ": " + e.getMessage(),
          "the header is buyer,lot,amount; a line looks like alder-homes,flat-1,412500.00",
          "nothing was started");
    }
  }

  private void conclude(DemoResult result, Story story, Path directory) {
    long refused = result.attacks().stream().filter(AttackLine::refused).count();
    story.plain("");
    story.plain(
        "Receipt "
            + (result.verified() ? "verified" : "NOT verified")
            + "; "
            + refused
            + " of "
            + result.attacks().size()
            + " attacks refused. Files and logs: "
            + directory);
    if (json) {
      terminal
          .out()
          .println(
              JsonMapper.builder()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .build()
                  .writeValueAsString(result));
    }
  }

  private static long buildMillis() {
    return Long.getLong("sealedbid.build-ms", 0);
  }
}
