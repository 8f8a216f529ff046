package dev.sealedbid.core.statement;

/** Reads statements. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
final class StatementReader {
  private StatementReader() {}

  static Statement read(StatementType type, byte[] bytes) throws MalformedStatementException {
    throw new UnsupportedOperationException("being built");
  }
}
