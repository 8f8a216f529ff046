package dev.sealedbid.benchmarks;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}. */
@Command(
    name = "sealed-bid bench",
    description = {
      "Hold auctions of several sizes on the real processes, and say what each process used.",
      "Figures of processor time are to be read as ratios to the floor of the same run."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final Pattern LATENCY = Pattern.compile("([0-9]{1,4})(?:ms)?");
  private static final int FLOOR_SHEETS = 2_000;
  private static final int WARM_UP = 50;

  private final Terminal terminal;

  @Option(
      names = "--buyers",
      paramLabel = "N,…",
      split = ",",
      description = "How many buyers, an auction each. Default: 10,100,1000,10000.")
  private List<Integer> buyers = List.of(10, 100, 1_000, 10_000);

  @Option(names = "--lots", paramLabel = "N", description = "Lots, 1 to 100. Default: 10.")
  private int lots = 10;

  @Option(
      names = "--kms-latency",
      paramLabel = "N[ms]",
      description = "How much longer embedded KMS takes for a call. Default: 0ms.")
  private String latency = "0ms";

  @Option(
      names = "--baseline",
      description =
          "Measure the enclave as it was before its openings were made faster, too: the JDK's"
              + " cryptography, one compiler, a keyring a sheet. At most 2,000 buyers.")
  private boolean baseline;

  @Option(
      names = "--flag",
      paramLabel = "FLAG",
      description = "One more flag of the enclave's JVM, behind those that ship; may be repeated.")
  private List<String> flags = new ArrayList<>();

  @Option(names = "--json", description = "Print one JSON object; the rest goes to stderr.")
  private boolean json;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where it keeps its files and logs. Default: .sealed-bid/bench.")
  private @Nullable Path state;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration delay = delay();
    PrintStream story = terminal.err();
    Path directory =
        state == null ? BenchedSystem.state().resolve("bench") : terminal.resolve(state);
    Report report = new Report(lots, delay);
    try (BenchedSystem system = BenchedSystem.start(directory, story)) {
      Processes processes = Processes.find();
      measure("shipped", Program.shipped(flags), buyers, system, processes, directory, report);
      if (baseline) {
        Program before = Program.baseline();
        BaselineClasses.compileInto(before.before().get(0));
        List<Integer> some = buyers.stream().filter(n -> n <= 2_000).toList();
        measure("baseline", before, some, system, processes, directory, report);
      }
    }
    terminal.out().print(json ? report.json() : report.text());
    return 0;
  }

  private void measure(
      String name,
      Program program,
      List<Integer> sizes,
      BenchedSystem system,
      Processes processes,
      Path directory,
      Report report)
      throws IOException, InterruptedException {
    system.delayKms(Duration.ZERO);
    system.replaceEnclave(program::of);
    RoundBench bench = new RoundBench(system, processes, lots, directory, terminal.err());
    int most = sizes.stream().mapToInt(Integer::intValue).max().orElse(0);
    List<String> keys = bench.keys(Math.max(most, WARM_UP));
    report.floor(name, program.floorMicros(lots, FLOOR_SHEETS));
    // The parent, embedded AWS and these clients have been started just now; an enclave always has.
    bench.run(name + "-warm-up", keys.subList(0, WARM_UP));
    for (int size : sizes) {
      system.replaceEnclave(program::of);
      system.delayKms(delay());
      Sample sample = bench.run(name + "-" + size, keys.subList(0, size));
      report.add(name, sample);
      terminal.err().println(report.line(name, sample));
      system.delayKms(Duration.ZERO);
    }
  }

  private Duration delay() {
    Matcher matcher = LATENCY.matcher(latency);
    if (!matcher.matches()) {
      throw CommandFailedException.usage("--kms-latency is milliseconds, like 15ms");
    }
    return Duration.ofMillis(Long.parseLong(matcher.group(1)));
  }
}
