package dev.sealedbid.buyer.verify;

import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import java.nio.file.Path;

/** Reads an attested statement from a file that the command line names. */
public final class StatementFile {
  private static final int LONGEST = 1 << 20;

  private StatementFile() {}

  public static AttestedStatement read(Terminal terminal, Path file) {
    byte[] json = InputFile.read(terminal, file, LONGEST, "the void statement");
    try {
      return AttestedStatement.parse(json);
    } catch (MalformedStatementException e) {
      throw CommandFailedException.usage(
          file + " isn't an attested statement",
          "it looks like {\"statement\": base64, \"attestation\": base64}");
    }
  }
}
