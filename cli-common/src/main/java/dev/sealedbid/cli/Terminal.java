package dev.sealedbid.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that a command sees of the world outside, AWS and the network apart.
 *
 * @param in what the user types; read only to answer a question
 * @param out data
 * @param err talk
 * @param environment the environment variables
 * @param directory what relative file names are relative to
 * @param interactive whether a person is there to answer questions
 * @param reminders what makes a command say that it still waits
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path directory,
    boolean interactive,
    Reminders reminders) {

  /** Copies the environment. */
  public Terminal {
    Objects.requireNonNull(in);
    Objects.requireNonNull(out);
    Objects.requireNonNull(err);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(directory);
    Objects.requireNonNull(reminders);
  }

  /** One that says by the time that passes that a command still waits. */
  public Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      Path directory,
      boolean interactive) {
    this(in, out, err, environment, directory, interactive, Reminders.ofTime());
  }

  /** The same one, with other reminders. */
  public Terminal with(Reminders others) {
    return new Terminal(in, out, err, environment, directory, interactive, others);
  }

  /** This process's own. */
  public static Terminal ofProcess() {
    return new Terminal(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        Path.of("").toAbsolutePath(),
        personPresent());
  }

  @SuppressWarnings("SystemConsoleNull") // newer JDKs have one always; they are asked below
  private static boolean personPresent() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since JDK 22 there may be a console without a terminal, and a method that tells.
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Nobody there to answer: a program runs the command. */
  public static Terminal unattended(
      PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Terminal(
        InputStream.nullInputStream(), out, err, environment, Path.of("").toAbsolutePath(), false);
  }

  /** An environment variable; a blank one counts as unset. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** A file named on the command line. */
  public Path resolve(Path file) {
    return directory.resolve(file);
  }
}
