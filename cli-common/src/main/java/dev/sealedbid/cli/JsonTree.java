package dev.sealedbid.cli;

import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.JsonValue.JsonArray;
import dev.sealedbid.core.json.JsonValue.JsonBoolean;
import dev.sealedbid.core.json.JsonValue.JsonNull;
import dev.sealedbid.core.json.JsonValue.JsonNumber;
import dev.sealedbid.core.json.JsonValue.JsonObject;
import dev.sealedbid.core.json.JsonValue.JsonText;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.StrictJson;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON that comes from outside as Jackson's tree, read by the protocol's one strict reader: bounded
 * by {@link JsonLimits}, and no object with a name twice.
 */
public final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  /**
   * Reads a document.
   *
   * @throws MalformedJsonException if it isn't strict JSON, has a name twice in an object, or is
   *     past a limit
   */
  public static JsonNode read(byte[] json, JsonLimits limits) throws MalformedJsonException {
    return node(StrictJson.parseUnique(json, limits));
  }

  private static JsonNode node(JsonValue value) {
    if (value instanceof JsonObject object) {
      ObjectNode node = NODES.objectNode();
      object.members().forEach((name, member) -> node.set(name, node(member)));
      return node;
    }
    if (value instanceof JsonArray array) {
      ArrayNode node = NODES.arrayNode();
      array.items().forEach(item -> node.add(node(item)));
      return node;
    }
    return scalar(value);
  }

  private static JsonNode scalar(JsonValue value) {
    if (value instanceof JsonText text) {
      return NODES.stringNode(text.text());
    }
    if (value instanceof JsonNumber number) {
      return number(number);
    }
    if (value instanceof JsonBoolean bool) {
      return NODES.booleanNode(bool.value());
    }
    if (value instanceof JsonNull) {
      return NODES.nullNode();
    }
    throw new IllegalArgumentException("not a single value: " + value.describe());
  }

  private static JsonNode number(JsonNumber number) {
    String literal = number.literal();
    if (number.asLong().isPresent()) {
      return NODES.numberNode(number.asLong().get());
    }
    // Never as a BigDecimal: 1e999999999 would be one of a gigabyte as soon as it is an integer.
    return literal.matches("-?[0-9]+")
        ? NODES.numberNode(new BigInteger(literal))
        : NODES.numberNode(Double.parseDouble(literal));
  }
}
