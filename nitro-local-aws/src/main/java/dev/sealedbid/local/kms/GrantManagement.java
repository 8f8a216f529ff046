package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonRequest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Grants: made, listed, retired by those whom they name, revoked by the key's side. They are
 * effective at once, so grant tokens are accepted and not needed.
 *
 * <p>Source: KMS Developer Guide, "Grants in AWS KMS".
 */
final class GrantManagement {
  private static final Set<String> OPERATIONS =
      Set.of(
          "Decrypt",
          "Encrypt",
          "GenerateDataKey",
          "GenerateDataKeyWithoutPlaintext",
          "ReEncryptFrom",
          "ReEncryptTo",
          "CreateGrant",
          "RetireGrant",
          "DescribeKey");

  private final KeyRing keys;
  private final KeyAccess access;
  private final LocalIam iam;
  private final SecureRandom random;

  GrantManagement(KeyRing keys, KeyAccess access, LocalIam iam, SecureRandom random) {
    this.keys = keys;
    this.access = access;
    this.iam = iam;
    this.random = random;
  }

  Map<String, Object> createGrant(KmsCall call) throws JsonFault {
    Grant grant = read(call);
    KmsKey key = named(call);
    access.require(
        call,
        key,
        "CreateGrant",
        KeyAccess.Details.with(
            context -> {
              context
                  .put("kms:GrantIsForAWSResource", "false")
                  .put("kms:GranteePrincipal", grant.granteePrincipal())
                  .putAll("kms:GrantOperations", grant.operations());
              grant.retiringPrincipal().ifPresent(r -> context.put("kms:RetiringPrincipal", r));
              constraintType(grant).ifPresent(t -> context.put("kms:GrantConstraintType", t));
            }));
    key.requireEnabled();
    key.grants().add(grant);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("GrantToken", grant.token());
    answer.put("GrantId", grant.id());
    return answer;
  }

  Map<String, Object> listGrants(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.require(call, key, "ListGrants", notForAwsResource());
    Optional<String> id = call.request().text("GrantId");
    Optional<String> grantee = call.request().text("GranteePrincipal");
    List<Map<String, Object>> listed =
        key.grants().stream()
            .filter(grant -> id.isEmpty() || id.get().equals(grant.id()))
            .filter(grant -> grantee.isEmpty() || grantee.get().equals(grant.granteePrincipal()))
            .map(grant -> json(key, grant))
            .toList();
    return Map.of("Grants", listed, "Truncated", false);
  }

  Map<String, Object> revokeGrant(KmsCall call) throws JsonFault {
    KmsKey key = named(call);
    access.require(call, key, "RevokeGrant", notForAwsResource());
    key.requireNotPendingDeletion();
    remove(key, call.request().requiredText("GrantId"));
    return Map.of();
  }

  Map<String, Object> retireGrant(KmsCall call) throws JsonFault {
    Optional<String> token = call.request().text("GrantToken");
    if (token.isPresent()) {
      throw new JsonFault(
          400,
          "UnsupportedOperationException",
          "This KMS retires grants by KeyId and GrantId, not by GrantToken.");
    }
    KmsKey key = named(call);
    String id = call.request().requiredText("GrantId");
    boolean named =
        key.grants().stream()
            .anyMatch(g -> g.id().equals(id) && g.mayRetire(call.caller().principal()));
    call.about(key);
    if (!named) {
      access.require(call, key, "RetireGrant", KeyAccess.Details.none());
    }
    key.requireNotPendingDeletion();
    remove(key, id);
    return Map.of();
  }

  private static KeyAccess.Details notForAwsResource() {
    return KeyAccess.Details.with(context -> context.put("kms:GrantIsForAWSResource", "false"));
  }

  private static void remove(KmsKey key, String grantId) throws JsonFault {
    if (!key.grants().removeIf(grant -> grant.id().equals(grantId))) {
      throw new JsonFault(400, "NotFoundException", "Grant ID " + grantId + " not found");
    }
  }

  private Grant read(KmsCall call) throws JsonFault {
    JsonRequest request = call.request();
    String grantee = principal(request.requiredText("GranteePrincipal"));
    Optional<String> retiring = request.text("RetiringPrincipal");
    if (retiring.isPresent()) {
      principal(retiring.get());
    }
    Set<String> operations = new TreeSet<>(request.texts("Operations"));
    if (operations.isEmpty() || !OPERATIONS.containsAll(operations)) {
      throw JsonFault.validation(
          "1 validation error detected: Value at 'operations' failed to satisfy constraint: Member"
              + " must satisfy enum value set: "
              + new TreeSet<>(OPERATIONS));
    }
    if (operations.contains("CreateGrant")) {
      throw new JsonFault(
          400,
          "UnsupportedOperationException",
          "A grant that allows CreateGrant is not supported by this KMS.");
    }
    JsonRequest constraints = request.object("Constraints").orElse(JsonRequest.parse(new byte[0]));
    return new Grant(
        hex(32),
        token(),
        request.text("Name").orElse(""),
        grantee,
        retiring,
        operations,
        context(constraints, "EncryptionContextEquals"),
        context(constraints, "EncryptionContextSubset"),
        call.caller().accountId(),
        call.origin().time());
  }

  private String principal(String arn) throws JsonFault {
    if (!iam.principalExists(arn)) {
      throw new JsonFault(400, "InvalidArnException", "Invalid principal: " + arn);
    }
    return arn;
  }

  private static Optional<Map<String, String>> context(JsonRequest constraints, String name)
      throws JsonFault {
    Map<String, String> pairs = EncryptionContext.of(constraints, name).pairs();
    return pairs.isEmpty() ? Optional.empty() : Optional.of(pairs);
  }

  private static Optional<String> constraintType(Grant grant) {
    if (grant.contextEquals().isPresent()) {
      return Optional.of("EncryptionContextEquals");
    }
    return grant.contextSubset().map(subset -> "EncryptionContextSubset");
  }

  private KmsKey named(KmsCall call) throws JsonFault {
    return keys.find(
        call.request().requiredText("KeyId"), call.caller().accountId(), call.origin().region());
  }

  private static Map<String, Object> json(KmsKey key, Grant grant) {
    Map<String, Object> constraints = new LinkedHashMap<>();
    grant.contextEquals().ifPresent(c -> constraints.put("EncryptionContextEquals", c));
    grant.contextSubset().ifPresent(c -> constraints.put("EncryptionContextSubset", c));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("KeyId", key.arn());
    json.put("GrantId", grant.id());
    json.put("Name", grant.name());
    json.put("CreationDate", KeyManagement.seconds(grant.created()));
    json.put("GranteePrincipal", grant.granteePrincipal());
    grant.retiringPrincipal().ifPresent(r -> json.put("RetiringPrincipal", r));
    json.put("IssuingAccount", "arn:aws:iam::" + grant.issuingAccount() + ":root");
    json.put("Operations", grant.operations());
    if (!constraints.isEmpty()) {
      json.put("Constraints", constraints);
    }
    return json;
  }

  private String hex(int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private String token() {
    byte[] token = new byte[96];
    random.nextBytes(token);
    return Base64.getEncoder().encodeToString(token);
  }
}
