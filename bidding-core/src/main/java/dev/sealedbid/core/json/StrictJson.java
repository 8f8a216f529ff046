package dev.sealedbid.core.json;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.json.JsonValue.JsonArray;
import dev.sealedbid.core.json.JsonValue.JsonBoolean;
import dev.sealedbid.core.json.JsonValue.JsonNull;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON (RFC 8259) strictly: UTF-8 without a byte order mark, one document and nothing behind
 * it, no extensions, at most {@link Limits#MAX_JSON_DEPTH} levels.
 *
 * <p>Duplicate names are kept track of and not refused here, so that a reader can name them with
 * its other faults. Every reader must look at {@link JsonObject#duplicates}.
 */
public final class StrictJson {
  private static final int MAX_NAME_LENGTH = 1_000;
  private static final int MAX_NUMBER_LENGTH = 100;

  private final JsonParser parser;

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a document.
   *
   * @param maxLength the most bytes that it may have
   * @throws MalformedJsonException if it has more, or isn't strict JSON; says where
   */
  public static JsonValue parse(byte[] bytes, int maxLength) throws MalformedJsonException {
    if (bytes.length > maxLength) {
      throw new MalformedJsonException(
          "the document has " + bytes.length + " bytes; at most " + maxLength + " are allowed");
    }
    Utf8.check(bytes);
    try (JsonParser parser = factory(maxLength).createParser(ObjectReadContext.empty(), bytes)) {
      return new StrictJson(parser).document();
    } catch (JacksonException e) {
      // Jackson's own message quotes the document, which may be anything; its location is enough.
      throw malformed(e.getLocation());
    }
  }

  private JsonValue document() throws MalformedJsonException {
    JsonValue value = value(parser.nextToken(), 1);
    if (parser.nextToken() != null) {
      throw new MalformedJsonException("something stands behind the end of the JSON document");
    }
    return value;
  }

  private JsonValue value(@Nullable JsonToken token, int depth) throws MalformedJsonException {
    if (token == null) {
      throw new MalformedJsonException("the JSON document ends before it is complete");
    }
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> new JsonText(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
      case VALUE_TRUE -> new JsonBoolean(true);
      case VALUE_FALSE -> new JsonBoolean(false);
      case VALUE_NULL -> new JsonNull();
      default -> throw malformed(parser.currentLocation());
    };
  }

  private JsonObject object(int depth) throws MalformedJsonException {
    checkDepth(depth);
    Map<String, JsonValue> members = new LinkedHashMap<>();
    Set<String> duplicates = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonValue value = value(parser.nextToken(), depth + 1);
      if (members.putIfAbsent(name, value) != null) {
        duplicates.add(name);
      }
    }
    return new JsonObject(members, duplicates);
  }

  private JsonArray array(int depth) throws MalformedJsonException {
    checkDepth(depth);
    List<JsonValue> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token, depth + 1));
    }
    return new JsonArray(items);
  }

  private static void checkDepth(int depth) throws MalformedJsonException {
    if (depth > Limits.MAX_JSON_DEPTH) {
      throw new MalformedJsonException(
          "the JSON document is nested deeper than " + Limits.MAX_JSON_DEPTH + " levels");
    }
  }

  private static MalformedJsonException malformed(@Nullable TokenStreamLocation location) {
    return location == null
        ? new MalformedJsonException("this isn't JSON")
        : new MalformedJsonException(
            "this isn't JSON: look at line "
                + location.getLineNr()
                + ", column "
                + location.getColumnNr());
  }

  /**
   * A factory for one document, because a factory's table of names would grow with each of them.
   */
  private static JsonFactory factory(int maxLength) {
    return JsonFactory.builder()
        // The bytes have been checked to be UTF-8; they are not to be taken for anything else.
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        // Names come from outside: they don't belong into tables of the whole JVM.
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Limits.MAX_JSON_DEPTH)
                .maxStringLength(maxLength)
                .maxNameLength(MAX_NAME_LENGTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build())
        .build();
  }
}
