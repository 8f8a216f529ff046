package dev.sealedbid.local.iam;

import dev.sealedbid.local.policy.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An IAM user. */
record User(
    String arn, String accountId, String name, String id, Map<String, PolicyDocument> inline) {
  static User of(String arn, String accountId, String name, String id) {
    return new User(arn, accountId, name, id, new ConcurrentHashMap<>());
  }

  List<PolicyDocument> policies() {
    return List.copyOf(inline.values());
  }
}
