package dev.sealedbid.local.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One condition operator: comparison, negation, set form and IfExists.
 *
 * @param comparison absent for {@code Null}, which looks at presence alone
 */
record Operator(
    Optional<Comparison> comparison, boolean negated, Quantifier quantifier, boolean ifExists) {

  /** How the values of a key with several values are taken together. */
  enum Quantifier {
    NONE,
    FOR_ANY_VALUE,
    FOR_ALL_VALUES
  }

  private record Named(Comparison comparison, boolean negated) {}

  private static final Map<String, Named> NAMES =
      Map.ofEntries(
          Map.entry("StringEquals", new Named(Comparison.STRING_EQUALS, false)),
          Map.entry("StringNotEquals", new Named(Comparison.STRING_EQUALS, true)),
          Map.entry(
              "StringEqualsIgnoreCase", new Named(Comparison.STRING_EQUALS_IGNORE_CASE, false)),
          Map.entry(
              "StringNotEqualsIgnoreCase", new Named(Comparison.STRING_EQUALS_IGNORE_CASE, true)),
          Map.entry("StringLike", new Named(Comparison.STRING_LIKE, false)),
          Map.entry("StringNotLike", new Named(Comparison.STRING_LIKE, true)),
          Map.entry("ArnEquals", new Named(Comparison.ARN, false)),
          Map.entry("ArnLike", new Named(Comparison.ARN, false)),
          Map.entry("ArnNotEquals", new Named(Comparison.ARN, true)),
          Map.entry("ArnNotLike", new Named(Comparison.ARN, true)),
          Map.entry("Bool", new Named(Comparison.BOOL, false)),
          Map.entry("NumericEquals", new Named(Comparison.NUMERIC_EQUALS, false)),
          Map.entry("NumericNotEquals", new Named(Comparison.NUMERIC_EQUALS, true)),
          Map.entry("NumericLessThan", new Named(Comparison.NUMERIC_LESS, false)),
          Map.entry("NumericLessThanEquals", new Named(Comparison.NUMERIC_LESS_OR_EQUAL, false)),
          Map.entry("NumericGreaterThan", new Named(Comparison.NUMERIC_GREATER, false)),
          Map.entry(
              "NumericGreaterThanEquals", new Named(Comparison.NUMERIC_GREATER_OR_EQUAL, false)),
          Map.entry("DateEquals", new Named(Comparison.DATE_EQUALS, false)),
          Map.entry("DateNotEquals", new Named(Comparison.DATE_EQUALS, true)),
          Map.entry("DateLessThan", new Named(Comparison.DATE_LESS, false)),
          Map.entry("DateLessThanEquals", new Named(Comparison.DATE_LESS_OR_EQUAL, false)),
          Map.entry("DateGreaterThan", new Named(Comparison.DATE_GREATER, false)),
          Map.entry("DateGreaterThanEquals", new Named(Comparison.DATE_GREATER_OR_EQUAL, false)));

  /** Parses an operator's name with its prefix and suffix; empty if there is no such operator. */
  static Optional<Operator> parse(String text) {
    Quantifier quantifier = Quantifier.NONE;
    String name = text;
    if (name.startsWith("ForAnyValue:")) {
      quantifier = Quantifier.FOR_ANY_VALUE;
      name = name.substring("ForAnyValue:".length());
    } else if (name.startsWith("ForAllValues:")) {
      quantifier = Quantifier.FOR_ALL_VALUES;
      name = name.substring("ForAllValues:".length());
    }
    if (name.equals("Null")) {
      return quantifier == Quantifier.NONE
          ? Optional.of(new Operator(Optional.empty(), false, quantifier, false))
          : Optional.empty();
    }
    boolean ifExists = name.endsWith("IfExists");
    if (ifExists) {
      name = name.substring(0, name.length() - "IfExists".length());
    }
    Named named = NAMES.get(name);
    return named == null
        ? Optional.empty()
        : Optional.of(
            new Operator(Optional.of(named.comparison()), named.negated(), quantifier, ifExists));
  }

  /** Whether a policy may give this value to the operator. */
  boolean isValid(String wanted) {
    return comparison.orElse(Comparison.BOOL).isValid(wanted);
  }

  /**
   * Whether the condition holds.
   *
   * <p>An absent key fails a positive operator and satisfies a negated one: that is what makes
   * {@code Deny … StringNotEquals} a lock for requests that don't say. The set operators don't go
   * by the comparison there: of no value at all, any is false and all is true, whether or not the
   * operator is negated or says IfExists. For them a key whose values are empty text is one without
   * values ("resolves to a null data set").
   *
   * @param actual the request's values; none when the key is absent
   */
  boolean holds(List<String> actual, List<String> wanted) {
    if (comparison.isEmpty()) {
      return wanted.stream().anyMatch(w -> Boolean.parseBoolean(w) == actual.isEmpty());
    }
    Comparison compare = comparison.get();
    Predicate<String> matches = a -> wanted.stream().anyMatch(w -> compare.holds(a, w)) != negated;
    return switch (quantifier) {
      case NONE -> actual.isEmpty() ? ifExists || negated : holdsForOne(actual, wanted, compare);
      case FOR_ANY_VALUE -> present(actual).stream().anyMatch(matches);
      case FOR_ALL_VALUES -> present(actual).stream().allMatch(matches);
    };
  }

  private boolean holdsForOne(List<String> actual, List<String> wanted, Comparison compare) {
    return actual.stream().anyMatch(a -> wanted.stream().anyMatch(w -> compare.holds(a, w)))
        != negated;
  }

  private static List<String> present(List<String> values) {
    return values.stream().allMatch(String::isEmpty) ? List.of() : values;
  }
}
