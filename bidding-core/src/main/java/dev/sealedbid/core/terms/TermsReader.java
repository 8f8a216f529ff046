package dev.sealedbid.core.terms;

/** Reads terms from JSON. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
final class TermsReader {
  private TermsReader() {}

  static Terms read(byte[] bytes) throws InvalidTermsException {
    throw new UnsupportedOperationException("being built");
  }
}
