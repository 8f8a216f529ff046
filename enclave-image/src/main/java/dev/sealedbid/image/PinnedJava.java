package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pinned JDK as the one that runs this program: it compresses the ramdisks, so its zlib is an
 * input as much as its compiler is.
 */
final class PinnedJava {
  private final Inputs inputs;

  PinnedJava(Inputs inputs) {
    this.inputs = inputs;
  }

  boolean isThisOne() throws IOException {
    return Path.of(System.getProperty("java.home")).toRealPath().equals(inputs.jdk().toRealPath())
        && inputs.zlibFolder().toString().equals(System.getenv("LD_LIBRARY_PATH"));
  }

  /** Runs this program again on the pinned JDK, with the same arguments. */
  int run(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(inputs.jdk().resolve(Path.of("bin", "java")).toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path").replace(":", File.pathSeparator));
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("LD_LIBRARY_PATH", inputs.zlibFolder().toString());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the pinned JDK can't be run",
          List.of("the image is built on x86-64 Linux with a C library no older than Debian 12's"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(ExitCode.REFUSED, "interrupted");
    }
  }
}
