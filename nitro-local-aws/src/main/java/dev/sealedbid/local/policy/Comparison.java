package dev.sealedbid.local.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What a condition operator compares, its negation aside.
 *
 * <p>Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
enum Comparison {
  STRING_EQUALS {
    @Override
    boolean holds(String actual, String wanted) {
      return actual.equals(wanted);
    }
  },
  STRING_EQUALS_IGNORE_CASE {
    @Override
    boolean holds(String actual, String wanted) {
      return actual.equalsIgnoreCase(wanted);
    }
  },
  STRING_LIKE {
    @Override
    boolean holds(String actual, String wanted) {
      return Glob.matches(wanted, actual);
    }
  },
  ARN {
    @Override
    boolean holds(String actual, String wanted) {
      return arnMatches(wanted, actual);
    }

    @Override
    boolean isValid(String wanted) {
      return wanted.equals("*") || wanted.split(":", 6).length == 6;
    }
  },
  BOOL {
    @Override
    boolean holds(String actual, String wanted) {
      return actual.equalsIgnoreCase(wanted);
    }

    @Override
    boolean isValid(String wanted) {
      String lower = wanted.toLowerCase(Locale.ROOT);
      return lower.equals("true") || lower.equals("false");
    }
  },
  NUMERIC_EQUALS {
    @Override
    boolean holds(String actual, String wanted) {
      return numbers(actual, wanted, order -> order == 0);
    }

    @Override
    boolean isValid(String wanted) {
      return number(wanted).isPresent();
    }
  },
  NUMERIC_LESS {
    @Override
    boolean holds(String actual, String wanted) {
      return numbers(actual, wanted, order -> order < 0);
    }

    @Override
    boolean isValid(String wanted) {
      return number(wanted).isPresent();
    }
  },
  NUMERIC_LESS_OR_EQUAL {
    @Override
    boolean holds(String actual, String wanted) {
      return numbers(actual, wanted, order -> order <= 0);
    }

    @Override
    boolean isValid(String wanted) {
      return number(wanted).isPresent();
    }
  },
  NUMERIC_GREATER {
    @Override
    boolean holds(String actual, String wanted) {
      return numbers(actual, wanted, order -> order > 0);
    }

    @Override
    boolean isValid(String wanted) {
      return number(wanted).isPresent();
    }
  },
  NUMERIC_GREATER_OR_EQUAL {
    @Override
    boolean holds(String actual, String wanted) {
      return numbers(actual, wanted, order -> order >= 0);
    }

    @Override
    boolean isValid(String wanted) {
      return number(wanted).isPresent();
    }
  },
  DATE_EQUALS {
    @Override
    boolean holds(String actual, String wanted) {
      return dates(actual, wanted, order -> order == 0);
    }

    @Override
    boolean isValid(String wanted) {
      return date(wanted).isPresent();
    }
  },
  DATE_LESS {
    @Override
    boolean holds(String actual, String wanted) {
      return dates(actual, wanted, order -> order < 0);
    }

    @Override
    boolean isValid(String wanted) {
      return date(wanted).isPresent();
    }
  },
  DATE_LESS_OR_EQUAL {
    @Override
    boolean holds(String actual, String wanted) {
      return dates(actual, wanted, order -> order <= 0);
    }

    @Override
    boolean isValid(String wanted) {
      return date(wanted).isPresent();
    }
  },
  DATE_GREATER {
    @Override
    boolean holds(String actual, String wanted) {
      return dates(actual, wanted, order -> order > 0);
    }

    @Override
    boolean isValid(String wanted) {
      return date(wanted).isPresent();
    }
  },
  DATE_GREATER_OR_EQUAL {
    @Override
    boolean holds(String actual, String wanted) {
      return dates(actual, wanted, order -> order >= 0);
    }

    @Override
    boolean isValid(String wanted) {
      return date(wanted).isPresent();
    }
  };

  /** Whether a request's value stands to the policy's value as the operator says. */
  abstract boolean holds(String actual, String wanted);

  /** Whether the policy's value is one that can be compared at all. */
  boolean isValid(String wanted) {
    return true;
  }

  /** Each of an ARN's six parts is matched by itself: a star in one doesn't reach into the next. */
  private static boolean arnMatches(String pattern, String arn) {
    String[] wanted = pattern.split(":", 6);
    String[] actual = arn.split(":", 6);
    if (pattern.equals("*")) {
      return true;
    }
    if (wanted.length != actual.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!Glob.matches(wanted[i], actual[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean numbers(String actual, String wanted, IntPredicate order) {
    Optional<BigDecimal> a = number(actual);
    Optional<BigDecimal> w = number(wanted);
    return a.isPresent() && w.isPresent() && order.test(a.get().compareTo(w.get()));
  }

  private static boolean dates(String actual, String wanted, IntPredicate order) {
    Optional<Instant> a = date(actual);
    Optional<Instant> w = date(wanted);
    return a.isPresent() && w.isPresent() && order.test(a.get().compareTo(w.get()));
  }

  private static Optional<BigDecimal> number(String text) {
    if (!text.matches("[+-]?[0-9]{1,18}(\\.[0-9]{1,18})?")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }

  /** A date of ISO 8601 (with a time and offset, or the day alone), or seconds since 1970. */
  private static Optional<Instant> date(String text) {
    try {
      if (text.matches("[0-9]{1,11}")) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
      }
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
