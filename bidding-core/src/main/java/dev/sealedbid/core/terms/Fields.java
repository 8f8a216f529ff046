package dev.sealedbid.core.terms;

import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonArray;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.PlainText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The fields of one JSON object, read by name and type. What is missing or of another type is a
 * fault and reads as nothing; a field that nobody has asked for is a fault, too.
 */
final class Fields {
  private final String path;
  private final JsonObject object;
  private final Faults faults;
  private final Set<String> asked = new HashSet<>();

  Fields(String path, JsonObject object, Faults faults) {
    this.path = path;
    this.object = object;
    this.faults = faults;
    object.duplicates().stream()
        .sorted()
        .forEach(name -> faults.add(at(name), "is there more than once"));
  }

  /** The path of a field. */
  String at(String name) {
    return name.matches("[A-Za-z0-9_]{1,60}")
        ? path + "." + name
        : path + "[" + PlainText.quote(name) + "]";
  }

  /** The path of an item of a field that is an array. */
  String at(String name, int index) {
    return at(name) + "[" + index + "]";
  }

  void fault(String name, String message) {
    faults.add(at(name), message);
  }

  Faults faults() {
    return faults;
  }

  boolean has(String name) {
    asked.add(name);
    return object.members().containsKey(name);
  }

  /** The value of a field that must be there. */
  Optional<JsonValue> value(String name) {
    if (!has(name)) {
      fault(name, "is missing");
      return Optional.empty();
    }
    return Optional.ofNullable(object.members().get(name));
  }

  Optional<String> text(String name) {
    return value(name).flatMap(value -> asText(at(name), value, faults));
  }

  /** A text that has a certain form. */
  Optional<String> text(String name, Predicate<String> form, String message) {
    Optional<String> text = text(name);
    if (text.isPresent() && !form.test(text.get())) {
      fault(name, message + ", not " + PlainText.quote(text.get()));
      return Optional.empty();
    }
    return text;
  }

  Optional<Long> number(String name, long min, long max) {
    Optional<JsonValue> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> number =
        value.get() instanceof JsonNumber literal ? literal.asLong() : Optional.empty();
    if (number.isEmpty() || number.get() < min || number.get() > max) {
      fault(name, "must be an integer from " + min + " to " + max);
      return Optional.empty();
    }
    return number;
  }

  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text.get())) {
        return Optional.of(constant);
      }
    }
    String choices =
        Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(" or "));
    fault(name, "must be " + choices + ", not " + PlainText.quote(text.get()));
    return Optional.empty();
  }

  Optional<Fields> object(String name) {
    return value(name).flatMap(value -> asObject(at(name), value, faults));
  }

  /** The items of an array that must be there and have so many; none if it isn't or hasn't. */
  List<JsonValue> array(String name, int min, int max) {
    Optional<JsonValue> value = value(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof JsonArray array)) {
      fault(name, "must be an array, not " + value.get().describe());
      return List.of();
    }
    if (array.items().size() < min || array.items().size() > max) {
      fault(name, "must have " + min + " to " + max + " items, not " + array.items().size());
      return List.of();
    }
    return array.items();
  }

  /**
   * The texts of an array that must be there, all different and all known; the rest are faults.
   *
   * @param what says in a fault what a known text would be: "one of the buyers"
   */
  List<String> texts(String name, int min, int max, Set<String> known, String what) {
    List<JsonValue> items = array(name, min, max);
    List<String> texts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Optional<String> text = asText(at(name, i), items.get(i), faults);
      if (text.isEmpty()) {
        continue;
      }
      if (!seen.add(text.get())) {
        faults.add(at(name, i), PlainText.quote(text.get()) + " is there more than once");
      } else if (!known.contains(text.get())) {
        faults.add(at(name, i), PlainText.quote(text.get()) + " is not " + what);
      } else {
        texts.add(text.get());
      }
    }
    return texts;
  }

  /** Reports the fields that nobody has asked for. */
  void finish() {
    for (String name : object.members().keySet()) {
      if (!asked.contains(name)) {
        fault(name, "is not a field of the terms");
      }
    }
  }

  static Optional<Fields> asObject(String path, JsonValue value, Faults faults) {
    if (value instanceof JsonObject object) {
      return Optional.of(new Fields(path, object, faults));
    }
    faults.add(path, "must be an object, not " + value.describe());
    return Optional.empty();
  }

  private static Optional<String> asText(String path, JsonValue value, Faults faults) {
    if (value instanceof JsonText text) {
      return Optional.of(text.text());
    }
    faults.add(path, "must be a text, not " + value.describe());
    return Optional.empty();
  }
}
