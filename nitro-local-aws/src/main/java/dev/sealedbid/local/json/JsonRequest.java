package dev.sealedbid.local.json;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The members of one request. A member of the wrong type is a SerializationException. */
public final class JsonRequest {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(16).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode node;

  private JsonRequest(JsonNode node) {
    this.node = node;
  }

  /**
   * Reads a body; an empty one has no members.
   *
   * @throws JsonFault SerializationException if it is no JSON object
   */
  public static JsonRequest parse(byte[] body) throws JsonFault {
    try {
      JsonNode node = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
      if (!node.isObject()) {
        throw wrong("the body");
      }
      return new JsonRequest(node);
    } catch (JacksonException e) {
      throw wrong("the body");
    }
  }

  /** Text, if it was sent. */
  public Optional<String> text(String name) throws JsonFault {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw wrong(name);
    }
    return Optional.of(value.stringValue());
  }

  /** Text that must be there. */
  public String requiredText(String name) throws JsonFault {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** Bytes, if they were sent. */
  public Optional<byte[]> blob(String name) throws JsonFault {
    Optional<String> text = text(name);
    try {
      return text.map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      throw wrong(name);
    }
  }

  /** Bytes that must be there. */
  public byte[] requiredBlob(String name) throws JsonFault {
    return blob(name).orElseThrow(() -> missing(name));
  }

  /** A whole number, if it was sent. */
  public OptionalLong number(String name) throws JsonFault {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.isNumber()) {
      throw wrong(name);
    }
    return OptionalLong.of(value.longValue());
  }

  /** A flag; false if it wasn't sent. */
  public boolean flag(String name) throws JsonFault {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(name);
    }
    return value.booleanValue();
  }

  /** A map of texts; empty if it wasn't sent. */
  public Map<String, String> textMap(String name) throws JsonFault {
    Map<String, String> map = new LinkedHashMap<>();
    Optional<JsonRequest> object = object(name);
    if (object.isPresent()) {
      for (Map.Entry<String, JsonNode> entry : object.get().node.properties()) {
        map.put(entry.getKey(), object.get().requiredText(entry.getKey()));
      }
    }
    return map;
  }

  /** A list of texts; empty if it wasn't sent. */
  public List<String> texts(String name) throws JsonFault {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list(name)) {
      if (!item.isString()) {
        throw wrong(name);
      }
      texts.add(item.stringValue());
    }
    return texts;
  }

  /** A list of objects; empty if it wasn't sent. */
  public List<JsonRequest> objects(String name) throws JsonFault {
    List<JsonRequest> objects = new ArrayList<>();
    for (JsonNode item : list(name)) {
      if (!item.isObject()) {
        throw wrong(name);
      }
      objects.add(new JsonRequest(item));
    }
    return objects;
  }

  /** An object, if it was sent. */
  public Optional<JsonRequest> object(String name) throws JsonFault {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw wrong(name);
    }
    return Optional.of(new JsonRequest(value));
  }

  /** The members of these names that were sent, with a small first letter, for an audit record. */
  public Map<String, Object> excerpt(List<String> names) {
    Map<String, Object> excerpt = new LinkedHashMap<>();
    for (String name : names) {
      JsonNode value = node.path(name);
      if (!value.isMissingNode() && !value.isNull()) {
        excerpt.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), value);
      }
    }
    return excerpt;
  }

  private Iterable<JsonNode> list(String name) throws JsonFault {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name);
    }
    return value;
  }

  private static JsonFault wrong(String name) {
    return new JsonFault(
        400, "SerializationException", "The request is malformed: " + name + " has another type");
  }

  private static JsonFault missing(String name) {
    return JsonFault.validation(
        "1 validation error detected: Value null at '"
            + Character.toLowerCase(name.charAt(0))
            + name.substring(1)
            + "' failed to satisfy constraint: Member must not be null");
  }
}
