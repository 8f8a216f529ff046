package dev.sealedbid.local.kms;

import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.policy.AuthorizationRequest;
import dev.sealedbid.local.policy.Decision;
import dev.sealedbid.local.policy.Decision.Outcome;
import dev.sealedbid.local.policy.Decision.Source;
import dev.sealedbid.local.policy.PolicyDocument;
import dev.sealedbid.local.policy.PolicyEngine;
import dev.sealedbid.local.policy.RequestContext;
import dev.sealedbid.local.policy.ResourceRule;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who may do what with a key: key policy, identity and session policies, then grants. A grant never
 * outweighs a Deny, and isn't bound by conditions on an Allow.
 *
 * <p>Source: KMS Developer Guide, "Determining access to AWS KMS keys" and "Condition keys".
 */
final class KeyAccess {
  private final PolicyEngine engine = new PolicyEngine();
  private final LocalIam iam;

  /**
   * Access control.
   *
   * @param iam who is there now: a policy gives nothing to whoever isn't any more
   */
  KeyAccess(LocalIam iam) {
    this.iam = iam;
  }

  /** What an operation says beyond the key: its encryption context, condition keys, its wording. */
  record Details(
      Optional<EncryptionContext> context,
      Consumer<RequestContext.Builder> conditions,
      boolean keyWasNamed) {
    static Details none() {
      return new Details(Optional.empty(), builder -> {}, true);
    }

    static Details with(Consumer<RequestContext.Builder> conditions) {
      return new Details(Optional.empty(), conditions, true);
    }
  }

  /**
   * Lets the call pass or refuses it, before the key's state is looked at.
   *
   * @throws JsonFault AccessDeniedException
   */
  void require(KmsCall call, KmsKey key, String operation, Details details) throws JsonFault {
    call.about(key);
    Decision decision = decide(call, key, key.policy().document(iam), operation, details);
    if (decision.isAllowed() || byGrant(call, key, operation, details, decision)) {
      return;
    }
    throw denied(call, key, operation, details, decision);
  }

  /** As {@link #require}, for operations that another account may never do. */
  void requireOwn(KmsCall call, KmsKey key, String operation, Details details) throws JsonFault {
    call.about(key);
    if (!key.accountId().equals(call.caller().accountId())) {
      Decision decision = new Decision(Outcome.IMPLICIT_DENY, Source.RESOURCE);
      throw denied(call, key, operation, details, decision);
    }
    require(call, key, operation, details);
  }

  /** Lets a call pass that is about no key yet, by identity policies alone. */
  void requireInAccount(KmsCall call, String operation, Details details) throws JsonFault {
    RequestContext.Builder context = conditions(call);
    details.conditions().accept(context);
    String action = "kms:" + operation;
    Decision decision =
        engine.decide(
            new AuthorizationRequest(call.caller().principal(), action, "*", context.build()),
            call.caller().policies(),
            Optional.empty(),
            call.caller().accountId(),
            ResourceRule.EITHER_MAY_ALLOW);
    if (!decision.isAllowed()) {
      throw accessDenied(who(call, action) + " " + decision.reason(action));
    }
  }

  /** Whether the caller could do this under another policy: the lockout safety check's question. */
  boolean wouldAllow(KmsCall call, KmsKey key, PolicyDocument policy, String operation) {
    return decide(call, key, policy, operation, Details.none()).isAllowed();
  }

  private Decision decide(
      KmsCall call, KmsKey key, PolicyDocument policy, String operation, Details details) {
    RequestContext.Builder context = conditions(call);
    context
        .put("aws:ResourceAccount", key.accountId())
        .put("kms:KeySpec", key.kind().name())
        .put("kms:CustomerMasterKeySpec", key.kind().name())
        .put("kms:KeyUsage", "ENCRYPT_DECRYPT")
        .put("kms:CustomerMasterKeyUsage", "ENCRYPT_DECRYPT")
        .put("kms:KeyOrigin", "AWS_KMS")
        .put("kms:MultiRegion", "false");
    details.context().ifPresent(c -> putEncryptionContext(c, context));
    call.recipient().ifPresent(r -> putAttestation(r, context));
    details.conditions().accept(context);
    return engine.decide(
        new AuthorizationRequest(
            call.caller().principal(), "kms:" + operation, key.arn(), context.build()),
        call.caller().policies(),
        Optional.of(policy),
        key.accountId(),
        ResourceRule.RESOURCE_POLICY_MUST_ALLOW);
  }

  private static RequestContext.Builder conditions(KmsCall call) {
    return call.caller()
        .globalContext(call.origin().time())
        .put("aws:RequestedRegion", call.origin().region())
        .put("aws:SecureTransport", "true")
        .put("aws:SourceIp", call.origin().sourceIp())
        .put("aws:UserAgent", call.origin().userAgent())
        .put("kms:CallerAccount", call.caller().accountId());
  }

  private static void putEncryptionContext(
      EncryptionContext context, RequestContext.Builder conditions) {
    conditions.put("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
    conditions.putAll("kms:EncryptionContextKeys", context.pairs().keySet());
    context
        .pairs()
        .forEach((name, value) -> conditions.put("kms:EncryptionContext:" + name, value));
  }

  private static void putAttestation(
      VerifiedRecipient recipient, RequestContext.Builder conditions) {
    recipient
        .pcrs()
        .forEach((index, hex) -> conditions.put("kms:RecipientAttestation:PCR" + index, hex));
    String image = recipient.pcrs().get(0);
    if (image != null) {
      conditions.put("kms:RecipientAttestation:ImageSha384", image);
    }
  }

  private static boolean byGrant(
      KmsCall call, KmsKey key, String operation, Details details, Decision decision) {
    return decision.outcome() != Outcome.EXPLICIT_DENY
        && key.grants().stream()
            .anyMatch(
                grant ->
                    grant.isGrantee(call.caller().principal())
                        && grant.covers(operation, details.context()));
  }

  private static JsonFault denied(
      KmsCall call, KmsKey key, String operation, Details details, Decision decision) {
    String action = "kms:" + operation;
    if (!details.keyWasNamed() && decision.source() == Source.RESOURCE) {
      return deniedUnnamed(call, action);
    }
    return accessDenied(
        who(call, action) + " on resource: " + key.arn() + " " + decision.reason(action));
  }

  /** The denial for a ciphertext whose key the caller didn't name: it doesn't tell which it is. */
  static JsonFault deniedUnnamed(KmsCall call, String action) {
    return accessDenied(
        who(call, action)
            + " on the resource associated with this ciphertext because the resource does not exist"
            + " in this Region, no resource-based policies allow access, or a resource-based policy"
            + " explicitly denies access");
  }

  private static String who(KmsCall call, String action) {
    return "User: " + call.caller().principal().arn() + " is not authorized to perform: " + action;
  }

  private static JsonFault accessDenied(String message) {
    return new JsonFault(400, "AccessDeniedException", message);
  }
}
