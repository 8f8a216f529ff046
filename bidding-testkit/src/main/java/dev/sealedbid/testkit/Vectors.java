package dev.sealedbid.testkit;

import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** The golden vectors at the top of the repository, and what this module needs of them. */
public final class Vectors {
  private static final Path FOLDER = Path.of("..", "vectors");

  private Vectors() {}

  public static byte[] bytes(String path) {
    try {
      return Files.readAllBytes(FOLDER.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  /** Hexadecimal digits with comments. */
  public static byte[] hex(String path) {
    return HexFormat.of()
        .parseHex(
            text(path).lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining()));
  }

  public static TermsDocument terms(String json) {
    try {
      return TermsDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidTermsException e) {
      throw new IllegalStateException(e.faults().toString(), e);
    }
  }

  public static Outcome outcome(String name) {
    try {
      return (Outcome)
          Statement.parse(StatementType.OUTCOME, bytes("statements/" + name + ".json"));
    } catch (MalformedStatementException e) {
      throw new IllegalStateException(e);
    }
  }
}
