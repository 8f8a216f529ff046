package dev.sealedbid.core.terms;

/** A full example of valid terms, to start from. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
public final class TermsExample {
  private TermsExample() {}

  /** The example as indented JSON, UTF-8, with a line feed at the end; it parses. */
  public static byte[] json() {
    throw new UnsupportedOperationException("being built");
  }
}
