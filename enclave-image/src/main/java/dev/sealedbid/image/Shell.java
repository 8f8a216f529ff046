package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs other programs in a clean environment: what they do must not hang on the caller's. */
final class Shell {
  private static final List<String> KEPT =
      List.of("PATH", "HOME", "TMPDIR", "http_proxy", "https_proxy", "no_proxy");

  private final Path log;

  /**
   * A runner.
   *
   * @param log where programs write what they say
   */
  Shell(Path log) {
    this.log = log;
  }

  /** Runs a program to its end. */
  void run(String what, Path folder, Map<String, String> environment, List<String> command) {
    int status =
        status(folder, environment, command, ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (status != 0) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          what + " failed: " + command.get(0) + " ended with status " + status,
          "what it said is in " + log);
    }
  }

  /** Runs a program and answers what it printed; empty if it can't run or fails. */
  String output(List<String> command) {
    try {
      Path answer = Files.createTempFile("answer", ".txt");
      try {
        int status =
            status(
                Path.of("").toAbsolutePath(),
                Map.of(),
                command,
                ProcessBuilder.Redirect.to(answer.toFile()));
        return status == 0 ? Files.readString(answer, StandardCharsets.UTF_8) : "";
      } finally {
        Files.delete(answer);
      }
    } catch (IOException e) {
      return "";
    }
  }

  /** Runs a program; answers whether it ended well. */
  boolean succeeds(List<String> command) {
    return status(
            Path.of("").toAbsolutePath(),
            Map.of(),
            command,
            ProcessBuilder.Redirect.appendTo(log.toFile()))
        == 0;
  }

  private int status(
      Path folder,
      Map<String, String> environment,
      List<String> command,
      ProcessBuilder.Redirect output) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> !KEPT.contains(name));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    builder.environment().putAll(environment);
    builder.redirectOutput(output);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process.waitFor();
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          command.get(0) + " can't be run",
          List.of(
              "the image is built on Linux with dpkg-deb, tar, xz, apt and Maven: install what is missing"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(ExitCode.REFUSED, "interrupted");
    }
  }
}
