package dev.sealedbid.core.json;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One value of a JSON document. */
public sealed interface JsonValue {
  /** What the value is, for messages: {@code "a text"}. */
  String describe();

  /**
   * An object.
   *
   * @param members in the document's order; of duplicates the first
   * @param duplicates names that stand there more than once
   */
  record JsonObject(Map<String, JsonValue> members, Set<String> duplicates) implements JsonValue {
    /** Copies map and set. */
    public JsonObject {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      duplicates = Set.copyOf(duplicates);
    }

    @Override
    public String describe() {
      return "an object";
    }
  }

  /**
   * An array.
   *
   * @param items in order
   */
  record JsonArray(List<JsonValue> items) implements JsonValue {
    /** Copies the list. */
    public JsonArray {
      items = List.copyOf(items);
    }

    @Override
    public String describe() {
      return "an array";
    }
  }

  /**
   * A text.
   *
   * @param text unescaped
   */
  record JsonText(String text) implements JsonValue {
    @Override
    public String describe() {
      return "a text";
    }
  }

  /**
   * A number, as it was written.
   *
   * @param literal JSON's spelling
   */
  record JsonNumber(String literal) implements JsonValue {
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /**
     * The number if it is written as an integer and fits 64 bits; {@code 1.0} and {@code -0}
     * aren't.
     */
    public Optional<Long> asLong() {
      if (literal.length() > 20 || !literal.matches("0|-?[1-9][0-9]*")) {
        return Optional.empty();
      }
      BigInteger value = new BigInteger(literal);
      return value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0
          ? Optional.empty()
          : Optional.of(value.longValue());
    }

    @Override
    public String describe() {
      return "a number";
    }
  }

  /**
   * True or false.
   *
   * @param value which
   */
  record JsonBoolean(boolean value) implements JsonValue {
    @Override
    public String describe() {
      return value ? "true" : "false";
    }
  }

  /** The value null. */
  record JsonNull() implements JsonValue {
    @Override
    public String describe() {
      return "null";
    }
  }
}
