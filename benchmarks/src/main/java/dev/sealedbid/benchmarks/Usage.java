package dev.sealedbid.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has used, as Linux counts it ({@code proc(5)}).
 *
 * @param cpu of all its threads, in user and kernel mode
 * @param peakKb the most of its memory that was resident at once, in KiB
 */
record Usage(Duration cpu, long peakKb) {
  /** Clock ticks a second: fixed in Linux's interface to programs. */
  private static final long TICKS = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** Of that process until now. */
  static Usage of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(process.resolve("stat"));
      // The second field is a name in brackets, which may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
      long peak = 0;
      for (String line : Files.readAllLines(process.resolve("status"))) {
        if (line.startsWith("VmHWM:")) {
          peak = Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return new Usage(Duration.ofMillis(ticks * 1000 / TICKS), peak);
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " isn't there any more", e);
    }
  }

  /** The processor time since then. */
  Duration since(Usage earlier) {
    return cpu.minus(earlier.cpu);
  }
}
