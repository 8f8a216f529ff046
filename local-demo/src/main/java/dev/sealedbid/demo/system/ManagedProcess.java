package dev.sealedbid.demo.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Java program that this process starts and ends. Its standard input is a lifeline: it ends
 * itself when the pipe breaks, so that nothing is left behind even if this process is killed. Its
 * first line on standard output says that it is ready.
 */
public final class ManagedProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final Path log;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private ManagedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program; returns at once.
   *
   * @param name what people call it
   * @param command the whole command line
   * @param environment all that the program sees, but for the character set of file names: nothing
   *     of this process's surroundings (AWS settings, proxies, Java options) reaches it
   * @param log where its standard error goes, and its standard output behind the first line
   */
  static ManagedProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().putAll(environment);
      builder.redirectError(log.toFile());
      ManagedProcess managed = new ManagedProcess(name, builder.start(), log);
      managed.readOutput();
      return managed;
    } catch (IOException e) {
      throw new DemoFailedException(name + " could not be started", e, "see " + log);
    }
  }

  /** A {@code java} command line. */
  public static List<String> java(
      Path java, List<String> flags, List<Path> classPath, String mainClass, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.addAll(args);
    return command;
  }

  /** The first line that the program printed; waits for it. */
  public String awaitReady(Duration timeout) {
    try {
      return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DemoFailedException(
          name + " did not get ready within " + timeout.toSeconds() + " s", e, "see " + log);
    } catch (ExecutionException e) {
      throw new DemoFailedException(
          name + " ended before it was ready", e, lastWords(), "see " + log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailedException("interrupted while " + name + " was starting", e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What people call it. */
  String name() {
    return name;
  }

  /** Where it writes. */
  Path log() {
    return log;
  }

  /** Ends the program as a power cut would. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks the program to end, and makes it after a while. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe broke: the program has ended, which is what we want.
    }
    process.destroy();
    if (!awaitEnd()) {
      process.destroyForcibly();
      awaitEnd();
    }
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "it left no log";
    }
  }

  private void readOutput() {
    Thread reader = new Thread(this::drain, name + " output");
    reader.setDaemon(true);
    reader.start();
  }

  private void drain() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!ready.complete(line)) {
          Files.writeString(log, line + "\n", java.nio.file.StandardOpenOption.APPEND);
        }
      }
      ready.completeExceptionally(new IOException("end of output"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }
}
