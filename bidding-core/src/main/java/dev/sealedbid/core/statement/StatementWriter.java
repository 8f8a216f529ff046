package dev.sealedbid.core.statement;

/** Writes statements in their one form. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
final class StatementWriter {
  private StatementWriter() {}

  static byte[] write(Statement statement) {
    throw new UnsupportedOperationException("being built");
  }
}
