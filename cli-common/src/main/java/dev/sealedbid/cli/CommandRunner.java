package dev.sealedbid.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/**
 * Runs a picocli command tree against a {@link Terminal} and turns whatever happens into an exit
 * status. Commands are {@code Callable<Integer>}s or {@code Runnable}s that throw {@link
 * CommandFailedException}.
 */
public final class CommandRunner {
  private final String name;
  private final Terminal terminal;

  /**
   * A runner for one program.
   *
   * @param name the program's name, as in {@code buyer-cli}
   */
  public CommandRunner(String name, Terminal terminal) {
    this.name = name;
    this.terminal = terminal;
  }

  /** Runs {@code command} with {@code arguments}; never throws and never ends the process. */
  public int run(CommandLine command, List<String> arguments) {
    WholeLines lines =
        new WholeLines(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
    PrintWriter out = new PrintWriter(lines, true);
    PrintWriter err = new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
    command.setOut(out);
    command.setErr(err);
    command.setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExitCodeExceptionMapper(e -> statusOf(e).status());
    command.setParameterExceptionHandler((e, args) -> misused(e));
    command.setExecutionExceptionHandler((e, line, result) -> failed(e));
    try {
      return command.execute(arguments.toArray(String[]::new));
    } finally {
      endLine(lines);
      out.flush();
      err.flush();
    }
  }

  private static void endLine(WholeLines lines) {
    try {
      lines.endLine();
    } catch (IOException e) {
      // Nobody reads any more; the exit status says the rest.
    }
  }

  private int misused(CommandLine.ParameterException e) {
    String path = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = e.getMessage() == null ? "wrong arguments" : lowerFirst(e.getMessage());
    return report(CommandFailedException.usage(message, "see " + path + " --help"));
  }

  private int failed(Exception e) {
    if (e instanceof CommandFailedException failure) {
      return report(failure);
    }
    // The text of an unforeseen exception may hold what must not be printed: name its kind only.
    return report(
        new CommandFailedException(
            ExitCode.INTERNAL,
            "unexpected " + e.getClass().getSimpleName() + where(e),
            "this is a defect of " + name + "; please report it"));
  }

  private static String where(Exception e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getClassName().startsWith("dev.sealedbid.")) {
        return " at " + frame.getFileName() + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  private int report(CommandFailedException failure) {
    new Console(name, terminal, false).error(failure);
    return failure.exitCode().status();
  }

  private static ExitCode statusOf(Throwable e) {
    return e instanceof CommandFailedException failure ? failure.exitCode() : ExitCode.INTERNAL;
  }

  private CommandLine.Help.Ansi ansi() {
    boolean colour = terminal.interactive() && terminal.variable("NO_COLOR").isEmpty();
    return colour ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
  }

  private static String lowerFirst(String text) {
    String line = text.lines().findFirst().orElse("").strip();
    if (line.endsWith(".")) {
      line = line.substring(0, line.length() - 1);
    }
    // "--amount …" and names stay as they are; only a sentence's first letter is lowered.
    boolean sentence =
        line.length() > 1
            && Character.isUpperCase(line.charAt(0))
            && Character.isLowerCase(line.charAt(1));
    return sentence ? Character.toLowerCase(line.charAt(0)) + line.substring(1) : line;
  }
}
