package dev.sealedbid.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * A command and its subcommands, of which only the one that is called is made: reading the options
 * of all would be most of what a short command costs. All are made where help, completion or an
 * error names them.
 */
public final class Subcommands {
  private static final Set<String> VERSION = Set.of("--version", "-V");

  private final Object command;
  private final List<String> arguments;
  private final Map<String, Function<List<String>, Object>> all = new LinkedHashMap<>();
  private boolean needsAll = true;

  /**
   * Of one command.
   *
   * @param command a picocli command object
   * @param arguments what stands behind the command's name
   */
  public Subcommands(Object command, List<String> arguments) {
    this.command = command;
    this.arguments = arguments;
  }

  /**
   * Adds one.
   *
   * @param name as on the command line
   * @param made of the arguments behind the name: a command object or its {@link CommandLine}
   */
  public Subcommands with(String name, Function<List<String>, Object> made) {
    all.put(name, made);
    if (isFirst(name)) {
      needsAll = false;
    }
    return this;
  }

  /** Adds one that looks at the others. */
  public Subcommands withLast(String name, Object made) {
    all.put(name, rest -> made);
    return this;
  }

  /** The command, with what these arguments call. */
  public CommandLine line() {
    CommandLine line = new CommandLine(command);
    if (!arguments.isEmpty() && VERSION.contains(arguments.get(0))) {
      return line;
    }
    all.forEach(
        (name, made) -> {
          if (isFirst(name)) {
            line.addSubcommand(name, made.apply(arguments.subList(1, arguments.size())));
          } else if (needsAll) {
            line.addSubcommand(name, made.apply(List.of()));
          }
        });
    return line;
  }

  private boolean isFirst(String name) {
    return !arguments.isEmpty() && arguments.get(0).equals(name);
  }
}
