package dev.sealedbid.buyer.policy;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Measurements;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads a sheet key's policy: takes the state out of the Id and of the few places where it stands,
 * writes the policy that this state has, and demands that both mean the same. So nothing can stand
 * in an accepted policy that this program wouldn't have written.
 */
final class PolicyReader {
  /** What policies had before everybody was written {@code {"AWS": "*"}}. */
  private static final String FORMERLY = "DenyPolicyChangesByOthers";

  private PolicyReader() {}

  static SheetKeyPolicy read(String json) throws ForeignPolicyException {
    JsonNode root = PolicyMeaning.tree(json);
    List<String> dead = DeadHolders.in(root);
    if (dead.isEmpty()) {
      return exactly(root);
    }
    SheetKeyPolicy before = exactly(DeadHolders.named(root));
    throw DeadHolders.exception(root, before, dead);
  }

  private static SheetKeyPolicy exactly(JsonNode root) throws ForeignPolicyException {
    SheetKeyPolicy policy;
    try {
      policy = state(root);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new ForeignPolicyException("it can't be read as a sheet key's policy", e);
    }
    if (!policy.isSaidBy(root.toString())) {
      throw new ForeignPolicyException(
          "it says something that buyer-cli didn't write: " + difference(policy, root), null);
    }
    return policy;
  }

  private static SheetKeyPolicy state(JsonNode root) {
    Map<String, String> id = id(text(root.path("Id")));
    Map<String, JsonNode> statements = statements(root);
    KeyHolders holders =
        new KeyHolders(
            principal(statement(statements, PolicyWriter.ADMIN)),
            principal(statement(statements, PolicyWriter.SEALER)));
    List<SessionId> earlier = new ArrayList<>();
    parts(id.get("earlier")).forEach(part -> earlier.add(SessionId.parse(part)));
    List<UnsettledSession> unsettled = new ArrayList<>();
    parts(id.get("unsettled")).forEach(part -> unsettled.add(unsettled(part)));
    return new SheetKeyPolicy(
        holders,
        Optional.ofNullable(id.get("auction")),
        Optional.ofNullable(statements.get(PolicyWriter.ENCLAVE)).map(PolicyReader::pin),
        earlier,
        unsettled);
  }

  private static Pin pin(JsonNode statement) {
    JsonNode condition = statement.path("Condition");
    JsonNode pcrs = condition.path("StringEqualsIgnoreCase");
    JsonNode context = condition.path("StringEquals");
    return new Pin(
        text(context.path(PolicyWriter.CONTEXT + "auction-id")),
        text(context.path(PolicyWriter.CONTEXT + "buyer-id")),
        SessionId.parse(text(context.path(PolicyWriter.CONTEXT + "session-id"))),
        new Measurements(pcr(pcrs, 0), pcr(pcrs, 1), pcr(pcrs, 2), pcr(pcrs, 3)),
        principal(statement),
        Instant.parse(text(condition.path("DateGreaterThanEquals").path(PolicyWriter.NOW))),
        Instant.parse(text(condition.path("DateLessThanEquals").path(PolicyWriter.NOW))));
  }

  private static Sha384 pcr(JsonNode pcrs, int index) {
    return Sha384.parse(text(pcrs.path(PolicyWriter.PCR + index)));
  }

  private static UnsettledSession unsettled(String part) {
    String[] fields = part.split("@", -1);
    require(fields.length == 3);
    String[] pcrs = fields[2].split("/", -1);
    require(pcrs.length == Measurements.COUNT);
    return new UnsettledSession(
        SessionId.parse(fields[0]),
        Instant.parse(fields[1]),
        new Measurements(
            Sha384.parse(pcrs[0]),
            Sha384.parse(pcrs[1]),
            Sha384.parse(pcrs[2]),
            Sha384.parse(pcrs[3])));
  }

  private static Map<String, String> id(String id) {
    String[] words = id.split(" ", -1);
    require(words[0].equals(PolicyWriter.ID_PREFIX));
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      require(equals > 0);
      require(fields.put(words[i].substring(0, equals), words[i].substring(equals + 1)) == null);
    }
    return fields;
  }

  private static List<String> parts(@org.jspecify.annotations.Nullable String list) {
    return list == null ? List.of() : List.of(list.split(",", -1));
  }

  private static Map<String, JsonNode> statements(JsonNode root) {
    Map<String, JsonNode> bySid = new HashMap<>();
    for (JsonNode statement : root.path("Statement")) {
      require(bySid.put(text(statement.path("Sid")), statement) == null);
    }
    return bySid;
  }

  private static JsonNode statement(Map<String, JsonNode> statements, String sid) {
    JsonNode statement = statements.get(sid);
    if (statement == null) {
      throw new IllegalArgumentException("no statement " + sid);
    }
    return statement;
  }

  private static String principal(JsonNode statement) {
    return text(statement.path("Principal").path("AWS"));
  }

  private static String text(JsonNode node) {
    JsonNode value = node.isArray() && node.size() == 1 ? node.get(0) : node;
    require(value.isString());
    return value.stringValue();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("not a sheet key's policy");
    }
  }

  private static String difference(SheetKeyPolicy policy, JsonNode root) {
    Map<String, JsonNode> actual = statements(root);
    try {
      Map<String, JsonNode> wanted = statements(PolicyMeaning.tree(policy.json()));
      for (String sid : wanted.keySet()) {
        if (!actual.containsKey(sid)) {
          return "statement " + sid + " is missing";
        }
      }
      for (Map.Entry<String, JsonNode> entry : actual.entrySet()) {
        JsonNode expected = wanted.get(entry.getKey());
        if (expected == null && entry.getKey().equals(FORMERLY)) {
          return "statement "
              + FORMERLY
              + " is of an earlier buyer-cli; close this key with key close --force, and make another";
        }
        if (expected == null) {
          return "statement " + entry.getKey() + " is strange";
        }
        if (!PolicyMeaning.of(entry.getValue().toString())
            .equals(PolicyMeaning.of(expected.toString()))) {
          return "statement " + entry.getKey() + " differs";
        }
      }
      return "something outside its statements differs";
    } catch (ForeignPolicyException e) {
      throw new IllegalStateException("a policy of ours is well-formed", e);
    }
  }
}
