package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonReply;
import dev.sealedbid.local.json.JsonRequest;
import dev.sealedbid.local.trail.AuditedCall;
import dev.sealedbid.local.trail.CallOrigin;
import dev.sealedbid.local.trail.LocalTrail;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of all accounts and Regions, and the operations on them. In memory; thread-safe.
 *
 * <p>Supported: symmetric keys made here. Every other kind of key, aliases, imported material,
 * multi-Region keys and grants that allow CreateGrant are refused by name.
 */
public final class LocalKms {
  private static final Set<String> CHANGES =
      Set.of(
          "CreateKey",
          "PutKeyPolicy",
          "EnableKey",
          "DisableKey",
          "ScheduleKeyDeletion",
          "CancelKeyDeletion",
          "TagResource",
          "UntagResource",
          "CreateGrant",
          "RetireGrant",
          "RevokeGrant");

  /**
   * What of a request goes into the trail: never a plaintext, a ciphertext, a document, a token.
   */
  private static final List<String> AUDITED =
      List.of(
          "KeyId",
          "EncryptionContext",
          "EncryptionAlgorithm",
          "SourceKeyId",
          "SourceEncryptionContext",
          "DestinationKeyId",
          "DestinationEncryptionContext",
          "KeySpec",
          "NumberOfBytes",
          "DryRun",
          "PolicyName",
          "Policy",
          "BypassPolicyLockoutSafetyCheck",
          "Description",
          "PendingWindowInDays",
          "GranteePrincipal",
          "RetiringPrincipal",
          "Operations",
          "Constraints",
          "Name",
          "GrantId");

  private final LocalTrail trail;
  private final KeyRing keys;
  private final FaultInjection faults = new FaultInjection();
  private final Map<String, Operation> operations;

  /**
   * A KMS without any key.
   *
   * @param iam who may be named in a key policy
   * @param trail where calls are recorded
   * @param recipients which attestation documents are believed
   */
  public LocalKms(
      LocalIam iam,
      LocalTrail trail,
      RecipientVerifier recipients,
      InstantSource clock,
      SecureRandom random) {
    this.trail = trail;
    this.keys = new KeyRing(clock);
    KeyAccess access = new KeyAccess(iam);
    KeyManagement management = new KeyManagement(keys, access, iam, faults, random);
    DataOperations data = new DataOperations(keys, access, recipients, random);
    GrantManagement grants = new GrantManagement(keys, access, iam, random);
    this.operations =
        Map.ofEntries(
            Map.entry("CreateKey", management::createKey),
            Map.entry("DescribeKey", management::describeKey),
            Map.entry("PutKeyPolicy", management::putKeyPolicy),
            Map.entry("GetKeyPolicy", management::getKeyPolicy),
            Map.entry("ListKeyPolicies", management::listKeyPolicies),
            Map.entry("ListKeys", management::listKeys),
            Map.entry("EnableKey", management::enableKey),
            Map.entry("DisableKey", management::disableKey),
            Map.entry("ScheduleKeyDeletion", management::scheduleKeyDeletion),
            Map.entry("CancelKeyDeletion", management::cancelKeyDeletion),
            Map.entry("TagResource", management::tagResource),
            Map.entry("UntagResource", management::untagResource),
            Map.entry("ListResourceTags", management::listResourceTags),
            Map.entry("GetPublicKey", data::getPublicKey),
            Map.entry("Encrypt", data::encrypt),
            Map.entry("Decrypt", data::decrypt),
            Map.entry("GenerateDataKey", data::generateDataKey),
            Map.entry("GenerateDataKeyWithoutPlaintext", data::generateDataKeyWithoutPlaintext),
            Map.entry("ReEncrypt", data::reEncrypt),
            Map.entry("CreateGrant", grants::createGrant),
            Map.entry("ListGrants", grants::listGrants),
            Map.entry("RevokeGrant", grants::revokeGrant),
            Map.entry("RetireGrant", grants::retireGrant));
  }

  /** Makes calls fail. */
  public FaultInjection faults() {
    return faults;
  }

  /**
   * Removes a key at once, as if its waiting period were over: later calls get NotFoundException.
   */
  public void deleteKeyNow(String keyArn) {
    keys.remove(keyArn);
  }

  /** Answers one call of an authenticated caller and records it; an error is a reply too. */
  public JsonReply call(Caller caller, CallOrigin origin, String operation, byte[] body) {
    Operation wanted = operations.get(operation);
    if (wanted == null) {
      return JsonReply.error(
          new JsonFault(
              400, "UnknownOperationException", operation + " is not supported by this KMS."));
    }
    KmsCall call;
    try {
      call = new KmsCall(caller, origin, JsonRequest.parse(body));
    } catch (JsonFault e) {
      return JsonReply.error(e);
    }
    try {
      faults.strike(operation);
      Map<String, Object> answer = wanted.run(call);
      trail.record(audited(call, operation, Optional.empty()));
      return answer.isEmpty() ? JsonReply.empty() : JsonReply.ok(answer);
    } catch (JsonFault e) {
      trail.record(audited(call, operation, Optional.of(e)));
      return JsonReply.error(e);
    }
  }

  private static AuditedCall audited(KmsCall call, String operation, Optional<JsonFault> fault) {
    return new AuditedCall(
        call.origin(),
        call.caller(),
        "kms.amazonaws.com",
        operation,
        !CHANGES.contains(operation),
        call.request().excerpt(AUDITED),
        call.additionalEventData(),
        call.keys().stream()
            .map(k -> new AuditedCall.Resource("AWS::KMS::Key", k.arn(), k.accountId()))
            .toList(),
        fault.map(f -> new AuditedCall.Failure(auditedCode(f.code()), f.text())));
  }

  private static String auditedCode(String code) {
    return code.equals("AccessDeniedException") ? "AccessDenied" : code;
  }
}
