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
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON (RFC 8259) strictly: UTF-8 without a byte order mark, one document and nothing behind
 * it, no extensions, within {@link JsonLimits}. The one reader of JSON that comes from outside.
 *
 * <p>Values, members and nesting are counted as they are read, and names and numbers measured,
 * before anything is made of them: the memory that a document takes has a bound that its sender
 * can't move.
 */
public final class StrictJson {
  private final JsonParser parser;
  private final JsonLimits limits;
  private final boolean unique;
  private int values;

  private StrictJson(JsonParser parser, JsonLimits limits, boolean unique) {
    this.parser = parser;
    this.limits = limits;
    this.unique = unique;
  }

  /**
   * Reads a document. Duplicate names are kept track of and not refused, so that a reader can name
   * them with its other faults: it must look at {@link JsonObject#duplicates}.
   *
   * @throws MalformedJsonException if it is past a limit, or isn't strict JSON; says where
   */
  public static JsonValue parse(byte[] bytes, JsonLimits limits) throws MalformedJsonException {
    return parse(bytes, limits, false);
  }

  /**
   * Reads a document in which no object has a name twice.
   *
   * @throws MalformedJsonException if one has, or as {@link #parse(byte[], JsonLimits)}
   */
  public static JsonValue parseUnique(byte[] bytes, JsonLimits limits)
      throws MalformedJsonException {
    return parse(bytes, limits, true);
  }

  private static JsonValue parse(byte[] bytes, JsonLimits limits, boolean unique)
      throws MalformedJsonException {
    if (bytes.length > limits.length()) {
      throw new MalformedJsonException(
          "the document has "
              + bytes.length
              + " bytes; at most "
              + limits.length()
              + " are allowed");
    }
    Utf8.check(bytes);
    try (JsonParser parser = factory(limits).createParser(ObjectReadContext.empty(), bytes)) {
      return new StrictJson(parser, limits, unique).document();
    } catch (StreamConstraintsException e) {
      // Texts may be as long as the document, and nesting is looked at here.
      throw new MalformedJsonException(
          "a name of the JSON document is longer than "
              + Limits.MAX_JSON_NAME_LENGTH
              + " bytes, or a number longer than "
              + Limits.MAX_JSON_NUMBER_LENGTH
              + " characters");
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
    values++;
    if (values > limits.values()) {
      throw new MalformedJsonException(
          "the JSON document has more than " + limits.values() + " values");
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
    Set<String> duplicates = Set.of();
    for (int count = 1; parser.nextToken() == JsonToken.PROPERTY_NAME; count++) {
      checkMembers(count);
      String name = parser.currentName();
      JsonValue value = value(parser.nextToken(), depth + 1);
      if (members.putIfAbsent(name, value) != null) {
        duplicates = with(duplicates, name);
      }
    }
    return new JsonObject(members, duplicates);
  }

  private Set<String> with(Set<String> duplicates, String name) throws MalformedJsonException {
    if (unique) {
      throw new MalformedJsonException("an object of the JSON document has a name twice");
    }
    Set<String> more = new HashSet<>(duplicates);
    more.add(name);
    return more;
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

  private void checkDepth(int depth) throws MalformedJsonException {
    if (depth > limits.depth()) {
      throw new MalformedJsonException(
          "the JSON document is nested deeper than " + limits.depth() + " levels");
    }
  }

  private void checkMembers(int count) throws MalformedJsonException {
    if (count > limits.members()) {
      throw new MalformedJsonException(
          "an object of the JSON document has more than " + limits.members() + " members");
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
  private static JsonFactory factory(JsonLimits limits) {
    return JsonFactory.builder()
        // The bytes have been checked to be UTF-8; they are not to be taken for anything else.
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        // Names come from outside: they don't belong into tables of the whole JVM.
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                // One more than may be, so that the message is ours.
                .maxNestingDepth(limits.depth() + 1)
                .maxStringLength(limits.length())
                .maxNameLength(Limits.MAX_JSON_NAME_LENGTH)
                .maxNumberLength(Limits.MAX_JSON_NUMBER_LENGTH)
                .build())
        .build();
  }
}
