package dev.sealedbid.buyer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the guard on the pin's past may be given; a picocli mixin. */
final class PinOptions {
  private static final int LONGEST_FILE = 1 << 20;

  @Option(
      names = "--void",
      paramLabel = "FILE",
      description =
          "The void statement of the session that the key was pinned to, if the parent doesn't"
              + " serve it.")
  private @Nullable Path voidFile;

  @Option(
      names = "--wait",
      description = "Wait where the guard on the pin's past needs time (30 minutes).")
  private boolean wait;

  boolean isWait() {
    return wait;
  }

  Optional<AttestedStatement> voidStatement(Context context) {
    if (voidFile == null) {
      return Optional.empty();
    }
    byte[] json = InputFile.read(context.terminal(), voidFile, LONGEST_FILE, "the void statement");
    try {
      return Optional.of(AttestedStatement.parse(json));
    } catch (MalformedStatementException e) {
      throw CommandFailedException.usage(
          voidFile + " isn't an attested statement",
          "it looks like {\"statement\": base64, \"attestation\": base64}");
    }
  }
}
