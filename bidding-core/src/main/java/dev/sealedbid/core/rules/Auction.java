package dev.sealedbid.core.rules;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.terms.Terms;
import java.util.List;

/** Picks the winners. */
@SuppressWarnings("DoNotCallSuggester") // until it is built
public final class Auction {
  private Auction() {}

  /**
   * Decides every lot. The result doesn't depend on the order of the sheets.
   *
   * @throws IllegalArgumentException if a sheet isn't a listed buyer's, its content isn't good, or
   *     a buyer has two
   * @throws UnsupportedOperationException for rules that terms are refused for
   */
  public static Decision decide(Terms terms, SessionId session, List<CountedSheet> sheets) {
    throw new UnsupportedOperationException("being built");
  }
}
