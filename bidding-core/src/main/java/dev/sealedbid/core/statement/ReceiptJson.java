package dev.sealedbid.core.statement;

/** The JSON of attested statements and receipts. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
final class ReceiptJson {
  private ReceiptJson() {}

  static AttestedStatement readAttested(byte[] json) throws MalformedStatementException {
    throw new UnsupportedOperationException("being built");
  }

  static Receipt readReceipt(byte[] json) throws MalformedStatementException {
    throw new UnsupportedOperationException("being built");
  }

  static byte[] write(AttestedStatement statement) {
    throw new UnsupportedOperationException("being built");
  }

  static byte[] write(Receipt receipt) {
    throw new UnsupportedOperationException("being built");
  }
}
