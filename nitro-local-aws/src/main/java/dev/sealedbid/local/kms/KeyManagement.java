package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonRequest;
import dev.sealedbid.local.kms.KmsKey.Status;
import dev.sealedbid.local.policy.MalformedPolicyException;
import dev.sealedbid.local.policy.PolicyDocument;
import dev.sealedbid.local.policy.PolicyType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keys and their policies: make, describe, change, disable, delete.
 *
 * <p>Source: KMS API Reference and "Key states of AWS KMS keys".
 */
final class KeyManagement {
  private static final int MAX_TAGS = 50;
  private static final int MAX_POLICY_BYTES = 32 * 1024;
  private static final String POLICY_NAME = "default";

  private final KeyRing keys;
  private final KeyAccess access;
  private final LocalIam iam;
  private final FaultInjection faults;
  private final SecureRandom random;

  KeyManagement(
      KeyRing keys, KeyAccess access, LocalIam iam, FaultInjection faults, SecureRandom random) {
    this.keys = keys;
    this.access = access;
    this.iam = iam;
    this.faults = faults;
    this.random = random;
  }

  Map<String, Object> createKey(KmsCall call) throws JsonFault {
    JsonRequest request = call.request();
    KeyKind kind = kind(request);
    boolean bypass = request.flag("BypassPolicyLockoutSafetyCheck");
    access.requireInAccount(
        call,
        "CreateKey",
        KeyAccess.Details.with(
            context ->
                context
                    .put("kms:KeySpec", kind.name())
                    .put("kms:KeyUsage", "ENCRYPT_DECRYPT")
                    .put("kms:KeyOrigin", "AWS_KMS")
                    .put("kms:MultiRegion", "false")
                    .put("kms:BypassPolicyLockoutSafetyCheck", Boolean.toString(bypass))));
    String account = call.caller().accountId();
    KmsKey key =
        new KmsKey(
            UUID.randomUUID().toString(),
            account,
            call.origin().region(),
            request.text("Description").orElse(""),
            call.origin().time(),
            kind,
            parse(request.text("Policy").orElse(defaultPolicy(account))),
            random);
    if (!bypass) {
      requireNoLockout(call, key, key.policy());
    }
    tag(key, request);
    key.lag(faults.lag());
    keys.add(key);
    call.about(key);
    return Map.of("KeyMetadata", metadata(key));
  }

  Map<String, Object> describeKey(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.require(call, key, "DescribeKey", KeyAccess.Details.none());
    return Map.of("KeyMetadata", metadata(key));
  }

  Map<String, Object> putKeyPolicy(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    boolean bypass = call.request().flag("BypassPolicyLockoutSafetyCheck");
    String json = call.request().requiredText("Policy");
    access.requireOwn(
        call,
        key,
        "PutKeyPolicy",
        KeyAccess.Details.with(
            context ->
                context.put("kms:BypassPolicyLockoutSafetyCheck", Boolean.toString(bypass))));
    requirePolicyName(call);
    KeyPolicy policy = parse(json);
    if (!bypass) {
      requireNoLockout(call, key, policy);
    }
    key.putPolicy(policy, faults.lag());
    return Map.of();
  }

  Map<String, Object> getKeyPolicy(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, "GetKeyPolicy", KeyAccess.Details.none());
    requirePolicyName(call);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Policy", key.shownPolicy().json(iam));
    answer.put("PolicyName", POLICY_NAME);
    return answer;
  }

  Map<String, Object> listKeyPolicies(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, "ListKeyPolicies", KeyAccess.Details.none());
    return Map.of("PolicyNames", List.of(POLICY_NAME), "Truncated", false);
  }

  Map<String, Object> listKeys(KmsCall call) throws JsonFault {
    access.requireInAccount(call, "ListKeys", KeyAccess.Details.none());
    List<Map<String, String>> listed =
        keys.of(call.caller().accountId(), call.origin().region()).stream()
            .map(key -> Map.of("KeyId", key.id(), "KeyArn", key.arn()))
            .toList();
    return Page.of(call.request(), "Keys", listed, 100, 1000);
  }

  Map<String, Object> enableKey(KmsCall call) throws JsonFault {
    return changeState(call, "EnableKey", Status.ENABLED);
  }

  Map<String, Object> disableKey(KmsCall call) throws JsonFault {
    return changeState(call, "DisableKey", Status.DISABLED);
  }

  Map<String, Object> scheduleKeyDeletion(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    long days = call.request().number("PendingWindowInDays").orElse(30);
    if (days < 7 || days > 30) {
      throw JsonFault.validation("PendingWindowInDays must be between 7 and 30, not " + days + ".");
    }
    access.requireOwn(
        call,
        key,
        "ScheduleKeyDeletion",
        KeyAccess.Details.with(
            context ->
                context.put("kms:ScheduleKeyDeletionPendingWindowInDays", Long.toString(days))));
    key.requireNotPendingDeletion();
    Instant date = call.origin().time().plus(Duration.ofDays(days));
    key.changeState(Status.PENDING_DELETION, Optional.of(date));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("KeyId", key.arn());
    answer.put("DeletionDate", seconds(date));
    answer.put("KeyState", Status.PENDING_DELETION.text());
    answer.put("PendingWindowInDays", days);
    return answer;
  }

  Map<String, Object> cancelKeyDeletion(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, "CancelKeyDeletion", KeyAccess.Details.none());
    if (key.state().status() != Status.PENDING_DELETION) {
      throw new JsonFault(400, "KMSInvalidStateException", key.arn() + " is not pending deletion.");
    }
    key.changeState(Status.DISABLED, Optional.empty());
    return Map.of("KeyId", key.arn());
  }

  Map<String, Object> tagResource(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, "TagResource", KeyAccess.Details.none());
    key.requireNotPendingDeletion();
    tag(key, call.request());
    return Map.of();
  }

  Map<String, Object> untagResource(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, "UntagResource", KeyAccess.Details.none());
    key.requireNotPendingDeletion();
    call.request().texts("TagKeys").forEach(key.tags()::remove);
    return Map.of();
  }

  Map<String, Object> listResourceTags(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, "ListResourceTags", KeyAccess.Details.none());
    List<Map<String, String>> tags =
        key.tags().entrySet().stream()
            .map(tag -> Map.of("TagKey", tag.getKey(), "TagValue", tag.getValue()))
            .toList();
    return Page.of(call.request(), "Tags", tags, MAX_TAGS, MAX_TAGS);
  }

  private Map<String, Object> changeState(KmsCall call, String operation, Status status)
      throws JsonFault {
    KmsKey key = named(call);
    access.requireOwn(call, key, operation, KeyAccess.Details.none());
    key.requireNotPendingDeletion();
    key.changeState(status, Optional.empty());
    return Map.of();
  }

  private KmsKey named(KmsCall call) throws JsonFault {
    return keys.find(
        call.request().requiredText("KeyId"), call.caller().accountId(), call.origin().region());
  }

  private static KeyKind kind(JsonRequest request) throws JsonFault {
    String spec =
        request
            .text("KeySpec")
            .orElse(request.text("CustomerMasterKeySpec").orElse("SYMMETRIC_DEFAULT"));
    KeyKind kind = KeyKind.of(spec).orElseThrow(() -> unsupported("KeySpec " + spec));
    if (!kind.isSymmetric() && request.text("KeyUsage").isEmpty()) {
      throw JsonFault.validation("KeyUsage must be set for asymmetric keys.");
    }
    requireOnly(request, "KeyUsage", "ENCRYPT_DECRYPT");
    requireOnly(request, "Origin", "AWS_KMS");
    if (request.flag("MultiRegion")) {
      throw unsupported("MultiRegion true");
    }
    return kind;
  }

  private static void requireOnly(JsonRequest request, String name, String value) throws JsonFault {
    String asked = request.text(name).orElse(value);
    if (!asked.equals(value)) {
      throw unsupported(name + " " + asked);
    }
  }

  private static JsonFault unsupported(String what) {
    return new JsonFault(
        400, "UnsupportedOperationException", what + " is not supported by this KMS.");
  }

  private static void requirePolicyName(KmsCall call) throws JsonFault {
    if (!call.request().text("PolicyName").orElse(POLICY_NAME).equals(POLICY_NAME)) {
      throw new JsonFault(400, "NotFoundException", "No such policy exists");
    }
  }

  private KeyPolicy parse(String json) throws JsonFault {
    if (json.getBytes(StandardCharsets.UTF_8).length > MAX_POLICY_BYTES) {
      throw new JsonFault(
          400,
          "LimitExceededException",
          "A key policy has at most " + MAX_POLICY_BYTES + " bytes.");
    }
    PolicyDocument document;
    try {
      document = PolicyDocument.parse(json, PolicyType.RESOURCE);
    } catch (MalformedPolicyException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    for (String arn : document.principalArns()) {
      if (!iam.principalExists(arn)) {
        throw malformed(
            "Policy contains a statement with one or more invalid principals. (" + arn + ")");
      }
    }
    return KeyPolicy.of(json, document, iam);
  }

  private void requireNoLockout(KmsCall call, KmsKey key, KeyPolicy policy) throws JsonFault {
    if (!access.wouldAllow(call, key, policy.document(iam), "PutKeyPolicy")) {
      throw malformed(
          "The new key policy will not allow you to update the key policy in the future.");
    }
  }

  private static JsonFault malformed(String message) {
    return new JsonFault(400, "MalformedPolicyDocumentException", message);
  }

  private static String defaultPolicy(String account) {
    return """
        {"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"Enable IAM User \
        Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},\
        "Action":"kms:*","Resource":"*"}]}"""
        .formatted(account);
  }

  private static void tag(KmsKey key, JsonRequest request) throws JsonFault {
    Map<String, String> tags = new LinkedHashMap<>();
    for (JsonRequest tag : request.objects("Tags")) {
      String name = tag.requiredText("TagKey");
      String value = tag.requiredText("TagValue");
      boolean fits = !name.isEmpty() && name.length() <= 128 && value.length() <= 256;
      if (!fits || name.startsWith("aws:") || tags.put(name, value) != null) {
        throw new JsonFault(400, "TagException", "Invalid, reserved or duplicate tag");
      }
    }
    synchronized (key.tags()) {
      long more = tags.keySet().stream().filter(name -> !key.tags().containsKey(name)).count();
      if (key.tags().size() + more > MAX_TAGS) {
        throw new JsonFault(400, "LimitExceededException", "A key has at most 50 tags.");
      }
      key.tags().putAll(tags);
    }
  }

  private static Map<String, Object> metadata(KmsKey key) {
    KmsKey.State state = key.state();
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("AWSAccountId", key.accountId());
    metadata.put("KeyId", key.id());
    metadata.put("Arn", key.arn());
    metadata.put("CreationDate", seconds(key.created()));
    metadata.put("Enabled", state.status() == Status.ENABLED);
    metadata.put("Description", key.description());
    metadata.put("KeyUsage", "ENCRYPT_DECRYPT");
    metadata.put("KeyState", state.status().text());
    state.deletionDate().ifPresent(date -> metadata.put("DeletionDate", seconds(date)));
    metadata.put("Origin", "AWS_KMS");
    metadata.put("KeyManager", "CUSTOMER");
    metadata.put("CustomerMasterKeySpec", key.kind().name());
    metadata.put("KeySpec", key.kind().name());
    metadata.put("EncryptionAlgorithms", key.kind().algorithms());
    metadata.put("MultiRegion", false);
    return metadata;
  }

  static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }
}
