package dev.sealedbid.buyer.policy;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any key policy with one statement more, which denies everybody to open anything: a Deny outweighs
 * all else, grants included. Nothing that is known about the key is needed for it, and what the
 * policy says about the past stays in it.
 */
final class ClosedByForce {
  private static final String SID = "EmergencyBrake";

  private ClosedByForce() {}

  static String of(String json) throws ForeignPolicyException {
    if (!(PolicyMeaning.tree(json) instanceof ObjectNode root)) {
      throw new ForeignPolicyException("it isn't a JSON object", null);
    }
    ArrayNode statements = JsonNodeFactory.instance.arrayNode();
    Set<String> sids = new HashSet<>();
    JsonNode present = root.path("Statement");
    for (JsonNode statement : present.isArray() ? present : java.util.List.of(present)) {
      if (statement instanceof ObjectNode object && leaveOutTheDead(object)) {
        sids.add(object.path("Sid").asString(""));
        statements.add(object);
      }
    }
    if (!isBraked(statements)) {
      statements.add(brake(free(sids)));
    }
    root.set("Statement", statements);
    return root.toString();
  }

  // KMS takes no policy that names somebody who doesn't exist, not even its own.
  private static boolean leaveOutTheDead(ObjectNode statement) {
    if (!(statement.path("Principal") instanceof ObjectNode principal)) {
      return true;
    }
    JsonNode named = principal.path("AWS");
    ArrayNode alive = JsonNodeFactory.instance.arrayNode();
    for (JsonNode one : named.isArray() ? named : java.util.List.of(named)) {
      if (one.isString() && !UniqueId.isOne(one.stringValue())) {
        alive.add(one);
      }
    }
    if (named.isMissingNode() || !alive.isEmpty()) {
      if (!named.isMissingNode()) {
        principal.set("AWS", alive);
      }
      return true;
    }
    principal.remove("AWS");
    return !principal.isEmpty();
  }

  private static boolean isBraked(ArrayNode statements) {
    for (JsonNode statement : statements) {
      ObjectNode nameless = (ObjectNode) statement.deepCopy();
      nameless.remove("Sid");
      ObjectNode brake = brake(SID);
      brake.remove("Sid");
      if (SheetKeyPolicy.saySame(nameless.toString(), brake.toString())) {
        return true;
      }
    }
    return false;
  }

  private static String free(Set<String> sids) {
    String sid = SID;
    for (int i = 2; sids.contains(sid); i++) {
      sid = SID + i;
    }
    return sid;
  }

  private static ObjectNode brake(String sid) {
    ObjectNode brake = JsonNodeFactory.instance.objectNode();
    brake.put("Sid", sid);
    brake.put("Effect", "Deny");
    brake.putObject("Principal").put("AWS", "*");
    ArrayNode actions = brake.putArray("Action");
    PolicyWriter.OPENING.forEach(actions::add);
    brake.put("Resource", "*");
    return brake;
  }
}
