package dev.sealedbid.benchmarks;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The system's processes: this one started the parent and embedded AWS, which started the enclave.
 */
final class Processes {
  private final long parent;
  private final long aws;

  private Processes(long parent, long aws) {
    this.parent = parent;
    this.aws = aws;
  }

  static Processes find() {
    return new Processes(child("ParentProcess"), child("LocalAwsMain"));
  }

  private static long child(String main) {
    return ProcessHandle.current()
        .children()
        .filter(process -> runs(process, main))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no " + main))
        .pid();
  }

  /** The command line as /proc has it: longer ones than 4 KiB aren't in ProcessHandle.Info. */
  private static boolean runs(ProcessHandle process, String main) {
    try {
      return java.nio.file.Files.readString(
              java.nio.file.Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .contains(main);
    } catch (java.io.IOException e) {
      return false;
    }
  }

  Map<Part, Usage> now(long enclave) {
    Map<Part, Usage> usage = new EnumMap<>(Part.class);
    usage.put(Part.ENCLAVE, Usage.of(enclave));
    usage.put(Part.PARENT, Usage.of(parent));
    usage.put(Part.AWS, Usage.of(aws));
    usage.put(Part.CLIENTS, Usage.of(ProcessHandle.current().pid()));
    return usage;
  }

  Map<Part, Duration> between(Map<Part, Usage> earlier, Map<Part, Usage> later) {
    Map<Part, Duration> used = new EnumMap<>(Part.class);
    later.forEach(
        (part, usage) -> {
          Usage first = earlier.get(part);
          if (first != null) {
            used.put(part, usage.since(first));
          }
        });
    return used;
  }
}
