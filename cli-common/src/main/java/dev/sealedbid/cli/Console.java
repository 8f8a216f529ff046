package dev.sealedbid.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The voice: the rules stand in the package's documentation. Safe for use by several threads. */
public final class Console {
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration REMINDER = Duration.ofSeconds(10);
  private static final int LONGEST_ANSWER = 64;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final String command;
  private final Terminal terminal;
  private final boolean json;
  private final boolean colour;

  /**
   * A voice for one run of one command.
   *
   * @param command the program's name, as in {@code buyer-cli}
   * @param json whether stdout shall be one JSON object
   */
  public Console(String command, Terminal terminal, boolean json) {
    this.command = command;
    this.terminal = terminal;
    this.json = json;
    this.colour = terminal.interactive() && terminal.variable("NO_COLOR").isEmpty();
  }

  /** What surrounds the command. */
  public Terminal terminal() {
    return terminal;
  }

  /** Whether stdout is JSON. */
  public boolean isJson() {
    return json;
  }

  /** A line of data for people; silent under {@code --json}. */
  public void print(String line) {
    if (!json) {
      line(terminal.out(), printable(line));
    }
  }

  /** The one object of {@code --json}; silent otherwise. Records and maps of plain values. */
  public void json(Object value) {
    if (json) {
      try {
        line(terminal.out(), JSON.writeValueAsString(value));
      } catch (JacksonException e) {
        throw new CommandFailedException(
            ExitCode.INTERNAL, "this result can't be written as JSON", java.util.List.of(), e);
      }
    }
  }

  /** Bytes as they are: a receipt, a policy. Printed with and without {@code --json}. */
  public void raw(byte[] bytes) {
    synchronized (terminal.out()) {
      terminal.out().write(bytes, 0, bytes.length);
      if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
        terminal.out().write('\n');
      }
      terminal.out().flush();
    }
  }

  /** Talk: what happens now. */
  public void say(String message) {
    line(terminal.err(), command + ": " + printable(message));
  }

  /** Talk that should be heard. */
  public void warn(String message) {
    line(terminal.err(), command + ": " + painted("33", "warning: ") + printable(message));
  }

  /** What to do. */
  public void hint(String message) {
    line(terminal.err(), command + ": " + painted("36", "hint: ") + printable(message));
  }

  /** What went wrong, with its hints. */
  public void error(CommandFailedException failure) {
    line(terminal.err(), command + ": " + painted("31", "error: ") + printable(failure.reason()));
    failure.hints().forEach(this::hint);
  }

  /**
   * Asks a question that only {@code yes} (or {@code y}) answers with yes.
   *
   * @throws CommandFailedException USAGE, when nobody is there to answer
   */
  public boolean confirm(String question) {
    if (!terminal.interactive()) {
      throw CommandFailedException.usage(
          "nobody is there to confirm: " + question, "pass --yes to go on without being asked");
    }
    terminal.err().print(command + ": " + printable(question) + " [yes/no] ");
    terminal.err().flush();
    String answer = readAnswer().strip().toLowerCase(Locale.ROOT);
    return answer.equals("yes") || answer.equals("y");
  }

  /**
   * Does {@code work} and returns its result; says {@code what} it is doing if that takes more than
   * a second, and again every ten seconds.
   *
   * @param what "waiting for the enclave", say
   */
  public <T> T during(String what, Callable<T> work) {
    AtomicBoolean over = new AtomicBoolean();
    remind(what, over, SILENCE, Duration.ZERO);
    try {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CommandFailedException(ExitCode.INTERNAL, what + " failed", java.util.List.of(), e);
    } finally {
      over.set(true);
    }
  }

  /** The text without control characters: a terminal obeys them. Keeps line breaks out, too. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      // CONTROL has escape sequences and line breaks, FORMAT the marks that turn text around.
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private void remind(String what, AtomicBoolean over, Duration wait, Duration waited) {
    terminal
        .reminders()
        .after(
            wait,
            () -> {
              if (!over.get()) {
                Duration now = waited.plus(wait);
                say(what + (waited.isZero() ? "" : " (" + now.toSeconds() + " s)"));
                remind(what, over, REMINDER, now);
              }
            });
  }

  private String readAnswer() {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      for (int c = terminal.in().read(); c >= 0 && c != '\n'; c = terminal.in().read()) {
        if (answer.size() < LONGEST_ANSWER) {
          answer.write(c);
        }
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED, "the answer can't be read", java.util.List.of(), e);
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private String painted(String colourCode, String text) {
    return colour ? "\u001b[" + colourCode + "m" + text + "\u001b[0m" : text;
  }

  private static void line(java.io.PrintStream stream, String text) {
    // One write, so that lines of commands that run in parallel don't mix.
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (stream) {
      stream.write(bytes, 0, bytes.length);
      stream.flush();
    }
  }
}
