package dev.sealedbid.local.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a policy document and leaves nothing of it out.
 *
 * <p>Source: IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON
 * policy language".
 */
final class PolicyParser {
  private static final int MAX_DEPTH = 8;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
  private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROOT =
      Pattern.compile("arn:aws(-cn|-us-gov)?:iam::([0-9]{12}):root");
  private static final Pattern PRINCIPAL_ARN =
      Pattern.compile(
          "arn:aws(-cn|-us-gov)?:(iam::[0-9]{12}:(user|role)/[\\w+=,.@/-]+"
              + "|sts::[0-9]{12}:assumed-role/[\\w+=,.@-]+/[\\w+=,.@-]+)");
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?");
  private static final Pattern CONDITION_KEY = Pattern.compile("[A-Za-z0-9-]+:\\S.*");

  private final PolicyType type;

  PolicyParser(PolicyType type) {
    this.type = type;
  }

  PolicyDocument parse(String json) throws MalformedPolicyException {
    if (json.length() > PolicyDocument.MAX_LENGTH) {
      throw fault("$", "the document is longer than " + PolicyDocument.MAX_LENGTH + " characters");
    }
    JsonNode root = read(json);
    object(root, "$");
    List<Statement> statements = new ArrayList<>();
    for (Map.Entry<String, JsonNode> element : root.properties()) {
      String path = "$." + element.getKey();
      switch (element.getKey()) {
        case "Version" -> version(text(element.getValue(), path), path);
        case "Id" -> text(element.getValue(), path);
        case "Statement" -> statements(element.getValue(), path, statements);
        default -> throw fault(path, "there is no such element of a policy");
      }
    }
    if (statements.isEmpty()) {
      throw fault("$.Statement", "a policy needs at least one statement");
    }
    return new PolicyDocument(statements);
  }

  private static JsonNode read(String json) throws MalformedPolicyException {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw fault("$", "the document is no JSON: " + e.getOriginalMessage());
    }
  }

  private static void version(String version, String path) throws MalformedPolicyException {
    if (!VERSIONS.contains(version)) {
      throw fault(path, "the version is 2012-10-17");
    }
  }

  private void statements(JsonNode node, String path, List<Statement> into)
      throws MalformedPolicyException {
    if (!node.isArray()) {
      into.add(statement(node, path));
      return;
    }
    for (int i = 0; i < node.size(); i++) {
      into.add(statement(node.get(i), path + "[" + i + "]"));
    }
  }

  private Statement statement(JsonNode node, String path) throws MalformedPolicyException {
    object(node, path);
    for (Map.Entry<String, JsonNode> element : node.properties()) {
      refuseUnknown(element.getKey(), path);
    }
    boolean notAction = exclusive(node, "Action", "NotAction", path);
    boolean notResource = resourceForm(node, path);
    return new Statement(
        denies(node, path),
        principals(node, path),
        actions(node, notAction ? "NotAction" : "Action", path),
        notAction,
        type == PolicyType.TRUST
            ? List.of()
            : resources(node, notResource ? "NotResource" : "Resource", path),
        notResource,
        conditions(node, path));
  }

  private static void refuseUnknown(String element, String path) throws MalformedPolicyException {
    switch (element) {
      case "Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource" -> {}
      case "Condition" -> {}
      case "NotPrincipal" ->
          throw fault(
              path + ".NotPrincipal",
              "not supported here; use Principal \"*\" with a condition on aws:PrincipalArn");
      default -> throw fault(path + "." + element, "there is no such element of a statement");
    }
  }

  private static boolean denies(JsonNode node, String path) throws MalformedPolicyException {
    if (node.has("Sid")) {
      text(node.get("Sid"), path + ".Sid");
    }
    String effect = text(required(node, "Effect", path), path + ".Effect");
    return switch (effect) {
      case "Allow" -> false;
      case "Deny" -> true;
      default -> throw fault(path + ".Effect", "the effect is Allow or Deny");
    };
  }

  private static boolean exclusive(JsonNode node, String name, String notName, String path)
      throws MalformedPolicyException {
    if (node.has(name) == node.has(notName)) {
      throw fault(path, "exactly one of " + name + " and " + notName + " is needed");
    }
    return node.has(notName);
  }

  private boolean resourceForm(JsonNode node, String path) throws MalformedPolicyException {
    if (type != PolicyType.TRUST) {
      return exclusive(node, "Resource", "NotResource", path);
    }
    if (node.has("Resource") || node.has("NotResource")) {
      throw fault(path + ".Resource", "a trust policy has no resource");
    }
    return false;
  }

  private List<PrincipalPattern> principals(JsonNode node, String path)
      throws MalformedPolicyException {
    String here = path + ".Principal";
    if (type == PolicyType.IDENTITY) {
      if (node.has("Principal")) {
        throw fault(here, "a policy of a user or a role has no principal");
      }
      return List.of();
    }
    JsonNode principal = required(node, "Principal", path);
    if (principal.isString()) {
      if (!principal.stringValue().equals("*")) {
        throw fault(here, "a principal is \"*\" or an object such as {\"AWS\": …}");
      }
      return List.of(new PrincipalPattern.Anybody());
    }
    object(principal, here);
    List<PrincipalPattern> patterns = new ArrayList<>();
    for (Map.Entry<String, JsonNode> kind : principal.properties()) {
      String at = here + "." + kind.getKey();
      for (String value : texts(kind.getValue(), at)) {
        patterns.add(principal(kind.getKey(), value, at));
      }
    }
    if (patterns.isEmpty()) {
      throw fault(here, "the principal names nobody");
    }
    return patterns;
  }

  private static PrincipalPattern principal(String kind, String value, String path)
      throws MalformedPolicyException {
    switch (kind) {
      case "AWS" -> {
        return awsPrincipal(value, path);
      }
      case "Service" -> {
        if (!SERVICE.matcher(value).matches()) {
          throw fault(path, "'" + value + "' is no service's name");
        }
        return new PrincipalPattern.Service(value);
      }
      default -> throw fault(path, "this kind of principal is not supported here");
    }
  }

  private static PrincipalPattern awsPrincipal(String value, String path)
      throws MalformedPolicyException {
    if (value.equals("*")) {
      return new PrincipalPattern.Anybody();
    }
    if (ACCOUNT.matcher(value).matches()) {
      return new PrincipalPattern.Account(value);
    }
    var root = ROOT.matcher(value);
    if (root.matches()) {
      return new PrincipalPattern.Account(root.group(2));
    }
    if (PRINCIPAL_ARN.matcher(value).matches()) {
      return new PrincipalPattern.Arn(value);
    }
    throw fault(
        path,
        "'" + value + "' is no account, root, user, role or session; wildcards are not allowed");
  }

  private static List<String> actions(JsonNode node, String name, String path)
      throws MalformedPolicyException {
    List<String> actions = new ArrayList<>();
    for (String action : texts(node.get(name), path + "." + name)) {
      if (!ACTION.matcher(action).matches()) {
        throw fault(path + "." + name, "'" + action + "' is no action such as kms:Decrypt");
      }
      actions.add(action.toLowerCase(Locale.ROOT));
    }
    return actions;
  }

  private static List<String> resources(JsonNode node, String name, String path)
      throws MalformedPolicyException {
    List<String> resources = texts(node.get(name), path + "." + name);
    for (String resource : resources) {
      if (!resource.equals("*") && !resource.startsWith("arn:")) {
        throw fault(path + "." + name, "'" + resource + "' is neither an ARN nor *");
      }
    }
    return resources;
  }

  private static List<Condition> conditions(JsonNode node, String path)
      throws MalformedPolicyException {
    if (!node.has("Condition")) {
      return List.of();
    }
    String here = path + ".Condition";
    JsonNode block = object(node.get("Condition"), here);
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> byOperator : block.properties()) {
      String at = here + "." + byOperator.getKey();
      Operator operator =
          Operator.parse(byOperator.getKey())
              .orElseThrow(() -> fault(at, "there is no such condition operator, or not here"));
      for (Map.Entry<String, JsonNode> byKey : object(byOperator.getValue(), at).properties()) {
        conditions.add(condition(operator, byKey.getKey(), byKey.getValue(), at));
      }
    }
    return conditions;
  }

  private static Condition condition(Operator operator, String key, JsonNode node, String path)
      throws MalformedPolicyException {
    String at = path + "." + key;
    if (!CONDITION_KEY.matcher(key).matches()) {
      throw fault(at, "a condition key looks like aws:CurrentTime");
    }
    List<String> values = scalars(node, at);
    for (String value : values) {
      if (!operator.isValid(value)) {
        throw fault(at, "'" + value + "' is no value that this operator can compare");
      }
    }
    return new Condition(operator, key, values);
  }

  /** Text, or a list of texts that isn't empty; nothing with a policy variable. */
  private static List<String> texts(JsonNode node, String path) throws MalformedPolicyException {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : oneOrMore(node, path)) {
      texts.add(text(value, path));
    }
    return texts;
  }

  /** As {@link #texts}, but numbers and booleans may stand without quotes. */
  private static List<String> scalars(JsonNode node, String path) throws MalformedPolicyException {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : oneOrMore(node, path)) {
      texts.add(value.isNumber() || value.isBoolean() ? value.asString() : text(value, path));
    }
    return texts;
  }

  private static Iterable<JsonNode> oneOrMore(JsonNode node, String path)
      throws MalformedPolicyException {
    if (!node.isArray()) {
      return List.of(node);
    }
    if (node.isEmpty()) {
      throw fault(path, "the list is empty");
    }
    return node;
  }

  private static String text(JsonNode node, String path) throws MalformedPolicyException {
    if (!node.isString()) {
      throw fault(path, "text is expected");
    }
    if (node.stringValue().contains("${")) {
      throw fault(path, "policy variables are not supported here; write the value out");
    }
    return node.stringValue();
  }

  private static JsonNode required(JsonNode node, String name, String path)
      throws MalformedPolicyException {
    if (!node.has(name)) {
      throw fault(path + "." + name, "is missing");
    }
    return node.get(name);
  }

  private static JsonNode object(JsonNode node, String path) throws MalformedPolicyException {
    if (!node.isObject()) {
      throw fault(path, "an object is expected");
    }
    return node;
  }

  private static MalformedPolicyException fault(String path, String message) {
    return new MalformedPolicyException(path + ": " + message);
  }
}
