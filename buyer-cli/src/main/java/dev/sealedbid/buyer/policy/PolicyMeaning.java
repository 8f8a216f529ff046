package dev.sealedbid.buyer.policy;

import dev.sealedbid.cli.JsonTree;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a policy says, whatever its spelling: spaces, the order of fields, statements and values,
 * and the brackets around a single value don't matter; everything else does.
 */
final class PolicyMeaning {
  // A policy of ours has some 150 values, and nests seven deep.
  private static final JsonLimits LIMITS =
      new JsonLimits(SheetKeyPolicy.MAX_LENGTH, 4_000, 500, 12);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String canonical;

  private PolicyMeaning(String canonical) {
    this.canonical = canonical;
  }

  /** The meaning of a text; one that isn't a policy's JSON means only itself. */
  static PolicyMeaning of(String json) {
    try {
      return new PolicyMeaning(canonical(tree(json)));
    } catch (ForeignPolicyException e) {
      return new PolicyMeaning("unreadable:" + json);
    }
  }

  static JsonNode tree(String json) throws ForeignPolicyException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > SheetKeyPolicy.MAX_LENGTH) {
      throw new ForeignPolicyException("it is longer than a key policy can be", null);
    }
    try {
      JsonNode root = JsonTree.read(bytes, LIMITS);
      if (!root.isObject()) {
        throw new ForeignPolicyException("it isn't a JSON object", null);
      }
      return root;
    } catch (MalformedJsonException e) {
      throw new ForeignPolicyException("it isn't well-formed JSON", e);
    }
  }

  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      SortedMap<String, String> fields = new TreeMap<>();
      node.properties()
          .forEach(field -> fields.put(field.getKey(), value(field.getKey(), field.getValue())));
      StringBuilder text = new StringBuilder("{");
      fields.forEach(
          (name, value) -> text.append(quoted(name)).append(':').append(value).append(','));
      return text.append('}').toString();
    }
    if (node.isArray()) {
      TreeSet<String> values = new TreeSet<>();
      node.forEach(element -> values.add(canonical(element)));
      return values.size() == 1 ? values.first() : "[" + String.join(",", values) + "]";
    }
    return node.isString() ? quoted(node.stringValue()) : node.toString();
  }

  private static String value(String name, JsonNode node) {
    // Of "*" and {"AWS": "*"} IAM's reference says that they are the same principal.
    if (name.equals("Principal") && node.isString() && node.stringValue().equals("*")) {
      return "{\"AWS\":\"*\",}";
    }
    return canonical(node);
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicyMeaning that && canonical.equals(that.canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }
}
