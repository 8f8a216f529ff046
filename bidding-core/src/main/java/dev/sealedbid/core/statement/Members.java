package dev.sealedbid.core.statement;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.json.Base64Text;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonArray;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The members of one JSON object, read by name and type; the first fault ends the reading. */
final class Members {
  private final String path;
  private final JsonObject object;

  /** Reads the members of one item of an array. */
  interface ItemReader<T> {
    T read(Members members) throws MalformedStatementException;
  }

  private Members(String path, JsonObject object) {
    this.path = path;
    this.object = object;
  }

  static Members of(String path, JsonValue value) throws MalformedStatementException {
    if (!(value instanceof JsonObject object)) {
      throw new MalformedStatementException(path + ": must be an object");
    }
    if (!object.duplicates().isEmpty()) {
      throw new MalformedStatementException(path + ": a field is there more than once");
    }
    return new Members(path, object);
  }

  boolean has(String name) {
    return object.members().containsKey(name);
  }

  /** Refuses if there is any other member than these. */
  void only(String... names) throws MalformedStatementException {
    if (!Set.of(names).containsAll(object.members().keySet())) {
      throw new MalformedStatementException(path + ": has a field that doesn't belong there");
    }
  }

  String text(String name) throws MalformedStatementException {
    if (value(name) instanceof JsonText text) {
      return text.text();
    }
    throw fault(name, "must be a text");
  }

  Optional<String> textIfPresent(String name) throws MalformedStatementException {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  long number(String name) throws MalformedStatementException {
    if (value(name) instanceof JsonNumber number && number.asLong().isPresent()) {
      return number.asLong().get();
    }
    throw fault(name, "must be an integer");
  }

  Optional<Long> numberIfPresent(String name) throws MalformedStatementException {
    return has(name) ? Optional.of(number(name)) : Optional.empty();
  }

  Sha384 digest(String name) throws MalformedStatementException {
    try {
      return Sha384.parse(text(name));
    } catch (IllegalArgumentException e) {
      throw fault(name, "must be a SHA-384 digest in lower-case hexadecimal digits");
    }
  }

  Optional<Sha384> digestIfPresent(String name) throws MalformedStatementException {
    return has(name) ? Optional.of(digest(name)) : Optional.empty();
  }

  SessionId sessionId(String name) throws MalformedStatementException {
    try {
      return SessionId.parse(text(name));
    } catch (IllegalArgumentException e) {
      throw fault(name, "must be a session id in lower-case hexadecimal digits");
    }
  }

  Instant time(String name) throws MalformedStatementException {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw fault(name, "must be a time like 2026-11-21T08:00:00.000Z");
    }
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) throws MalformedStatementException {
    String text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw fault(name, "must be one of " + List.of(type.getEnumConstants()));
  }

  byte[] base64(String name) throws MalformedStatementException {
    Optional<byte[]> bytes = Base64Text.decode(text(name));
    if (bytes.isEmpty()) {
      throw fault(name, "must be base64 with padding");
    }
    return bytes.get();
  }

  Members object(String name) throws MalformedStatementException {
    return of(path + "." + name, value(name));
  }

  List<String> texts(String name) throws MalformedStatementException {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array(name)) {
      if (!(item instanceof JsonText text)) {
        throw fault(name, "must be an array of texts");
      }
      texts.add(text.text());
    }
    return texts;
  }

  <T> List<T> objects(String name, ItemReader<T> reader) throws MalformedStatementException {
    List<T> read = new ArrayList<>();
    for (JsonValue item : array(name)) {
      read.add(reader.read(of(path + "." + name + "[" + read.size() + "]", item)));
    }
    return read;
  }

  private List<JsonValue> array(String name) throws MalformedStatementException {
    if (value(name) instanceof JsonArray array) {
      return array.items();
    }
    throw fault(name, "must be an array");
  }

  private JsonValue value(String name) throws MalformedStatementException {
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw fault(name, "is missing");
    }
    return value;
  }

  private MalformedStatementException fault(String name, String message) {
    return new MalformedStatementException(path + "." + name + ": " + message);
  }
}
