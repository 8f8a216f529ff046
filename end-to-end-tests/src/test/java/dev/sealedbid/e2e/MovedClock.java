package dev.sealedbid.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A machine whose clock somebody sets, while it runs. Processes of its {@link #java} see that
 * clock: a small library, built by the C compiler of this machine, moves what the C library says
 * the real time is. Their monotonic clocks go on, as on a machine whose clock is set.
 */
final class MovedClock {
  private static final String SOURCE = "moved-clock.c";

  private final Path offset;
  private final Path java;

  private MovedClock(Path offset, Path java) {
    this.offset = offset;
    this.java = java;
  }

  /** Whether this machine can make one. */
  static boolean isPossible() {
    try {
      return run(List.of("cc", "--version"));
    } catch (IOException e) {
      return false;
    }
  }

  /** A clock that isn't moved yet. */
  static MovedClock in(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path source = folder.resolve(SOURCE);
    try (InputStream text = MovedClock.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(text), source);
    }
    Path offset = folder.resolve("offset");
    Path library = folder.resolve("moved-clock.so");
    boolean built =
        run(
            List.of(
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-DOFFSET_FILE=\"" + offset + "\"",
                "-o",
                library.toString(),
                source.toString()));
    if (!built) {
      throw new IOException("the C compiler didn't take " + SOURCE);
    }
    MovedClock clock = new MovedClock(offset, java(folder, library));
    clock.move(Duration.ZERO);
    return clock;
  }

  /** The java of a JDK beside whose libraries everything is a link to this process's own. */
  private static Path java(Path folder, Path library) throws IOException {
    Path real = Path.of(System.getProperty("java.home"));
    Path home = Files.createDirectories(folder.resolve("jdk"));
    for (String part : List.of("lib", "conf", "release")) {
      Files.createSymbolicLink(home.resolve(part), real.resolve(part));
    }
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        "#!/bin/sh\nLD_PRELOAD=%s exec %s \"$@\"\n".formatted(library, real.resolve("bin/java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return java;
  }

  /** Starts processes that see this clock. */
  Path java() {
    return java;
  }

  /** Sets it to that far from the true time, ahead or, negative, behind. */
  void move(Duration fromTrueTime) throws IOException {
    ByteBuffer seconds =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(0, fromTrueTime.toSeconds());
    try (FileChannel file =
        FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds, 0);
    }
  }

  private static boolean run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
