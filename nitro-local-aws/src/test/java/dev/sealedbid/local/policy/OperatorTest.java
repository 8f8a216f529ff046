package dev.sealedbid.local.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTest {
  @ParameterizedTest(name = "{0}: {1} against {2} is {3}")
  @CsvSource({
    "StringEquals,a,a,true",
    "StringEquals,a,A,false",
    "StringEquals,a*,ab,false",
    "StringNotEquals,a,a,false",
    "StringNotEquals,a,b,true",
    "StringEqualsIgnoreCase,aB,Ab,true",
    "StringEqualsIgnoreCase,a,b,false",
    "StringNotEqualsIgnoreCase,aB,Ab,false",
    "StringNotEqualsIgnoreCase,a,b,true",
    "StringLike,abc,a*,true",
    "StringLike,abc,a?c,true",
    "StringLike,abc,a?,false",
    "StringLike,abc,*b*,true",
    "StringNotLike,abc,a*,false",
    "StringNotLike,abc,b*,true",
    "ArnEquals,arn:aws:iam::1:role/a,arn:aws:iam::1:role/a,true",
    "ArnLike,arn:aws:iam::1:role/a/b,arn:aws:iam::*:role/*,true",
    "ArnLike,arn:aws:iam::1:role/a,arn:*:iam::2:role/a,false",
    "ArnNotEquals,arn:aws:iam::1:role/a,arn:aws:iam::1:role/a,false",
    "ArnNotLike,arn:aws:iam::1:role/a,arn:aws:iam::2:role/*,true",
    "Bool,true,TRUE,true",
    "Bool,false,true,false",
    "NumericEquals,1.0,1,true",
    "NumericNotEquals,1,1,false",
    "NumericLessThan,1,2,true",
    "NumericLessThan,2,2,false",
    "NumericLessThanEquals,2,2,true",
    "NumericGreaterThan,10,9,true",
    "NumericGreaterThan,2,2,false",
    "NumericGreaterThanEquals,2,2,true",
    "NumericEquals,x,1,false",
    "DateEquals,2026-11-21T08:00:00Z,2026-11-21T09:00:00+01:00,true",
    "DateNotEquals,2026-11-21T08:00:00Z,2026-11-21T08:00:00Z,false",
    "DateLessThan,2026-11-21T07:59:59.999Z,2026-11-21T08:00:00Z,true",
    "DateLessThan,2026-11-21T08:00:00Z,2026-11-21T08:00:00Z,false",
    "DateLessThanEquals,2026-11-21T08:00:00Z,2026-11-21T08:00:00Z,true",
    "DateGreaterThan,2026-11-21T08:00:00Z,2026-11-21T08:00:00Z,false",
    "DateGreaterThanEquals,2026-11-21T08:00:00Z,2026-11-21T08:00:00Z,true",
    "DateGreaterThanEquals,2026-11-21T08:00:00Z,2026-11-21,true",
    "DateLessThan,2026-11-21T08:00:00Z,1795248001,true",
  })
  void compares(String name, String actual, String wanted, boolean holds) {
    Operator operator = Operator.parse(name).orElseThrow();
    assertThat(operator.isValid(wanted)).isTrue();
    assertThat(operator.holds(List.of(actual), List.of(wanted))).isEqualTo(holds);
  }

  /** Every set operator, with and without negation and IfExists, on a key that isn't there. */
  @ParameterizedTest(name = "{0} on an absent key is {1}")
  @CsvSource({
    "StringEquals,false",
    "StringNotEquals,true",
    "StringNotEqualsIgnoreCase,true",
    "StringNotLike,true",
    "ArnNotLike,true",
    "NumericNotEquals,true",
    "DateNotEquals,true",
    "DateLessThan,false",
    "Bool,false",
    "StringEqualsIfExists,true",
    "StringNotEqualsIfExists,true",
    "BoolIfExists,true",
    "DateLessThanIfExists,true",
    "ForAnyValue:StringEquals,false",
    "ForAnyValue:StringNotEquals,false",
    "ForAnyValue:StringLike,false",
    "ForAnyValue:StringNotLike,false",
    "ForAnyValue:StringEqualsIfExists,false",
    "ForAnyValue:StringNotEqualsIfExists,false",
    "ForAnyValue:StringLikeIfExists,false",
    "ForAnyValue:StringNotLikeIfExists,false",
    "ForAnyValue:ArnLikeIfExists,false",
    "ForAnyValue:BoolIfExists,false",
    "ForAllValues:StringEquals,true",
    "ForAllValues:StringNotEquals,true",
    "ForAllValues:StringLike,true",
    "ForAllValues:StringNotLike,true",
    "ForAllValues:StringEqualsIfExists,true",
    "ForAllValues:StringNotEqualsIfExists,true",
    "ForAllValues:StringLikeIfExists,true",
    "ForAllValues:StringNotLikeIfExists,true",
    "ForAllValues:ArnLikeIfExists,true",
    "ForAllValues:BoolIfExists,true",
  })
  void absentKey(String name, boolean holds) {
    Operator operator = Operator.parse(name).orElseThrow();
    String wanted = name.startsWith("Date") || name.startsWith("Numeric") ? "1" : "true";
    assertThat(operator.holds(List.of(), List.of(wanted))).isEqualTo(holds);
  }

  /** "If the key values resolve to a null data set, such as an empty string". */
  @ParameterizedTest(name = "{0} of empty text against a is {1}")
  @CsvSource({
    "StringEquals,false",
    "StringNotEquals,true",
    "StringEqualsIfExists,false",
    "StringNotEqualsIfExists,true",
    "ForAnyValue:StringEquals,false",
    "ForAnyValue:StringNotEquals,false",
    "ForAnyValue:StringEqualsIfExists,false",
    "ForAnyValue:StringNotEqualsIfExists,false",
    "ForAllValues:StringEquals,true",
    "ForAllValues:StringNotEquals,true",
    "ForAllValues:StringEqualsIfExists,true",
    "ForAllValues:StringNotEqualsIfExists,true",
  })
  void emptyText(String name, boolean holds) {
    assertThat(Operator.parse(name).orElseThrow().holds(List.of(""), List.of("a")))
        .isEqualTo(holds);
  }

  /** IfExists changes nothing for a key that is there. */
  @ParameterizedTest(name = "{0} of {1} against {2} is {3}")
  @CsvSource({
    "StringEqualsIfExists,a,a,true",
    "StringEqualsIfExists,b,a,false",
    "StringNotEqualsIfExists,a,a,false",
    "ForAnyValue:StringEqualsIfExists,a d,a b,true",
    "ForAnyValue:StringEqualsIfExists,c d,a b,false",
    "ForAnyValue:StringNotEqualsIfExists,a d,a b,true",
    "ForAnyValue:StringNotEqualsIfExists,a b,a b,false",
    "ForAllValues:StringEqualsIfExists,a b,a b,true",
    "ForAllValues:StringEqualsIfExists,a d,a b,false",
    "ForAllValues:StringNotEqualsIfExists,c d,a b,true",
    "ForAllValues:StringNotEqualsIfExists,a d,a b,false",
  })
  void ifExistsOfPresentKey(String name, String actual, String wanted, boolean holds) {
    sets(name, actual, wanted, holds);
  }

  @ParameterizedTest(name = "{0} of {1} against {2} is {3}")
  @CsvSource({
    "ForAllValues:StringEquals,a b,a b c,true",
    "ForAllValues:StringEquals,a d,a b c,false",
    "ForAnyValue:StringEquals,a d,a b c,true",
    "ForAnyValue:StringEquals,d e,a b c,false",
    "ForAllValues:StringNotEquals,d e,a b,true",
    "ForAllValues:StringNotEquals,a e,a b,false",
    "ForAnyValue:StringNotEquals,a e,a b,true",
    "ForAnyValue:StringNotEquals,a b,a b,false",
    "StringEquals,a,b a,true",
    "StringNotEquals,a,b a,false",
    "StringNotEquals,c,b a,true",
  })
  void sets(String name, String actual, String wanted, boolean holds) {
    assertThat(
            Operator.parse(name)
                .orElseThrow()
                .holds(List.of(actual.split(" ", -1)), List.of(wanted.split(" ", -1))))
        .isEqualTo(holds);
  }

  @Test
  @DisplayName("Null looks at presence alone")
  void nullOperator() {
    Operator operator = Operator.parse("Null").orElseThrow();
    assertThat(operator.holds(List.of(), List.of("true"))).isTrue();
    assertThat(operator.holds(List.of("x"), List.of("true"))).isFalse();
    assertThat(operator.holds(List.of(), List.of("false"))).isFalse();
    assertThat(operator.holds(List.of("x"), List.of("false"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stringequals",
        "StringEqual",
        "StringEqualsIfExist",
        "ForSomeValue:StringEquals",
        "NullIfExists",
        "ForAnyValue:Null",
        "ForAllValues:Null",
        "ForAnyValue:NullIfExists",
        "IpAddress",
        "BinaryEquals",
        "",
        "IfExists",
        "ForAnyValue:",
        "NumericLessThanIgnoreCase"
      })
  void unknown(String name) {
    assertThat(Operator.parse(name)).isEmpty();
  }
}
