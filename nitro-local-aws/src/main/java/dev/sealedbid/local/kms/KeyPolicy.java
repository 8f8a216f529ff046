package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.policy.PolicyDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key policy as it was put. Its users and roles are kept by their unique ids, so that somebody
 * who is made later under the same ARN gets nothing by it: of whoever was deleted the policy names
 * nobody, and shows the id (AROA…, AIDA…) in the ARN's place.
 *
 * <p>Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
final class KeyPolicy {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String json;
  private final PolicyDocument document;
  private final Map<String, String> ids;

  private KeyPolicy(String json, PolicyDocument document, Map<String, String> ids) {
    this.json = json;
    this.document = document;
    this.ids = Map.copyOf(ids);
  }

  /** Takes down who its principals are now; every one of them must be there. */
  static KeyPolicy of(String json, PolicyDocument document, LocalIam iam) {
    Map<String, String> ids = new LinkedHashMap<>();
    document.principalArns().forEach(arn -> iam.uniqueIdOf(arn).ifPresent(id -> ids.put(arn, id)));
    return new KeyPolicy(json, document, ids);
  }

  /** What it says today. */
  PolicyDocument document(LocalIam iam) {
    Set<String> gone = gone(iam);
    return gone.isEmpty() ? document : document.without(gone);
  }

  /** What GetKeyPolicy answers today: the text that was put, but for those who are gone. */
  String json(LocalIam iam) {
    Set<String> gone = gone(iam);
    if (gone.isEmpty()) {
      return json;
    }
    JsonNode root = JSON.readTree(json);
    JsonNode statements = root.path("Statement");
    if (statements.isArray()) {
      statements.forEach(statement -> showIds(statement, gone));
    } else {
      showIds(statements, gone);
    }
    return root.toString();
  }

  private Set<String> gone(LocalIam iam) {
    return ids.entrySet().stream()
        .filter(one -> !iam.uniqueIdOf(one.getKey()).equals(Optional.of(one.getValue())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private void showIds(JsonNode statement, Set<String> gone) {
    if (!(statement.path("Principal") instanceof ObjectNode principal)) {
      return;
    }
    JsonNode named = principal.path("AWS");
    if (named instanceof ArrayNode several) {
      for (int i = 0; i < several.size(); i++) {
        several.set(i, shown(several.get(i).stringValue(), gone));
      }
    } else if (named.isString()) {
      principal.put("AWS", shown(named.stringValue(), gone));
    }
  }

  private String shown(String arn, Set<String> gone) {
    return gone.contains(arn) ? ids.getOrDefault(arn, arn) : arn;
  }
}
