package dev.sealedbid.cli;

import java.util.List;
import java.util.Objects;

/**
 * The one way in which a command fails: an exit code, one message (lower case, no full stop, what
 * happened and why) and hints (what to do). Never holds an amount, a key or a credential.
 */
public class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  // List.copyOf's lists are serializable; JDK 21 and later warn of the declared type.
  @SuppressWarnings("serial")
  private final List<String> hints;

  /** Fails with a message and any number of hints. */
  public CommandFailedException(ExitCode exitCode, String message, String... hints) {
    this(exitCode, message, List.of(hints), null);
  }

  /** Fails because of {@code cause}, which is kept for debugging and never printed. */
  public CommandFailedException(
      ExitCode exitCode,
      String message,
      List<String> hints,
      @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = Objects.requireNonNull(exitCode);
    this.hints = List.copyOf(hints);
  }

  /** Somebody said no. */
  public static CommandFailedException refused(String message, String... hints) {
    return new CommandFailedException(ExitCode.REFUSED, message, hints);
  }

  /** The command line or a file named on it is wrong. */
  public static CommandFailedException usage(String message, String... hints) {
    return new CommandFailedException(ExitCode.USAGE, message, hints);
  }

  /** Something isn't what it must be. */
  public static CommandFailedException unverified(String message, String... hints) {
    return new CommandFailedException(ExitCode.VERIFICATION_FAILED, message, hints);
  }

  /** Somebody didn't answer. */
  public static CommandFailedException unreachable(String message, String... hints) {
    return new CommandFailedException(ExitCode.UNREACHABLE, message, hints);
  }

  /** The exit code. */
  public final ExitCode exitCode() {
    return exitCode;
  }

  /** What to do about it, one line each; may be empty. */
  public final List<String> hints() {
    return hints;
  }

  /** The message, never null. */
  public final String reason() {
    return Objects.requireNonNullElse(getMessage(), "unknown failure");
  }
}
