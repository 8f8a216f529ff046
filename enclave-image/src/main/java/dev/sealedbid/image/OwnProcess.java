package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** This program once more, in a process of its own. */
final class OwnProcess {
  private OwnProcess() {}

  /** Runs it to its end on a JDK, and answers its exit status. */
  static int run(
      Path javaHome,
      Map<String, String> environment,
      List<String> arguments,
      ProcessBuilder.Redirect output) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve(Path.of("bin", "java")).toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO().redirectOutput(output);
    builder.environment().putAll(environment);
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the JDK in " + javaHome + " can't be run",
          List.of("the image is built on x86-64 Linux with a C library no older than Debian 12's"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(ExitCode.REFUSED, "interrupted");
    }
  }
}
