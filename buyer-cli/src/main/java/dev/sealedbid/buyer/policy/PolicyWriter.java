package dev.sealedbid.buyer.policy;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.terms.Measurements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** Writes a sheet key's policy: the statements of [K-2], each under its own Sid. */
final class PolicyWriter {
  static final String ID_PREFIX = "sealed-bid/v1";
  static final String ADMIN = "AdminManages";
  static final String SEALER = "SealerSeals";
  static final String NO_SEALING = "DenySealingByOthers";
  static final String ENCLAVE = "EnclaveOpens";
  static final String PCR = "kms:RecipientAttestation:PCR";
  static final String CONTEXT = "kms:EncryptionContext:";
  static final String NOW = "aws:CurrentTime";

  static final String CALLER = "aws:PrincipalArn";
  static final List<String> OPENING = List.of("kms:Decrypt", "kms:ReEncrypt*");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PolicyWriter() {}

  static String write(SheetKeyPolicy policy) {
    DefaultIndenter newLines = new DefaultIndenter("  ", "\n");
    return JSON.writer()
        .with(new DefaultPrettyPrinter().withObjectIndenter(newLines).withArrayIndenter(newLines))
        .writeValueAsString(tree(policy));
  }

  private static Map<String, Object> tree(SheetKeyPolicy policy) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("Version", "2012-10-17");
    root.put("Id", id(policy));
    root.put("Statement", statements(policy));
    return root;
  }

  static String id(SheetKeyPolicy policy) {
    StringBuilder id = new StringBuilder(ID_PREFIX);
    policy.auctionId().ifPresent(auction -> id.append(" auction=").append(auction));
    if (!policy.earlier().isEmpty()) {
      id.append(" earlier=").append(joined(policy.earlier().stream().map(SessionId::hex).toList()));
    }
    if (!policy.unsettled().isEmpty()) {
      id.append(" unsettled=")
          .append(joined(policy.unsettled().stream().map(PolicyWriter::text).toList()));
    }
    return id.toString();
  }

  private static String text(UnsettledSession entry) {
    return entry.sessionId() + "@" + entry.movedAt() + "@" + text(entry.measurements());
  }

  private static String text(Measurements measurements) {
    return IntStream.range(0, Measurements.COUNT)
        .mapToObj(i -> measurements.pcr(i).hex())
        .collect(Collectors.joining("/"));
  }

  private static String joined(List<String> parts) {
    return String.join(",", parts);
  }

  private static List<Map<String, Object>> statements(SheetKeyPolicy policy) {
    KeyHolders holders = policy.holders();
    List<Map<String, Object>> statements = new ArrayList<>();
    statements.add(
        allow(
            ADMIN,
            holders.admin(),
            List.of(
                "kms:PutKeyPolicy",
                "kms:GetKeyPolicy",
                "kms:ListKeyPolicies",
                "kms:DescribeKey",
                "kms:UpdateKeyDescription",
                "kms:ListGrants",
                "kms:RevokeGrant",
                "kms:EnableKey",
                "kms:DisableKey",
                "kms:ScheduleKeyDeletion",
                "kms:CancelKeyDeletion",
                "kms:TagResource",
                "kms:UntagResource",
                "kms:ListResourceTags")));
    // The account's root hands an action on to every administrator of IAM policies in it.
    statements.add(
        allow(
            "AccountLooks",
            holders.root(),
            List.of(
                "kms:DescribeKey",
                "kms:GetKeyPolicy",
                "kms:ListKeyPolicies",
                "kms:ListGrants",
                "kms:ListResourceTags")));
    statements.add(
        allow(
            SEALER,
            holders.sealer(),
            List.of(
                "kms:GenerateDataKey",
                "kms:Encrypt",
                "kms:DescribeKey",
                "kms:GetKeyPolicy",
                "kms:ListGrants")));
    policy
        .pin()
        .ifPresentOrElse(
            pin -> addPin(statements, pin),
            () -> statements.add(deny("DenyOpening", OPENING, Map.of())));
    addDenials(statements, holders);
    return statements;
  }

  private static void addPin(List<Map<String, Object>> statements, Pin pin) {
    Map<String, String> pcrs = new LinkedHashMap<>();
    for (int i = 0; i < Measurements.COUNT; i++) {
      pcrs.put(PCR + i, pin.measurements().pcr(i).hex());
    }
    Map<String, String> context = new LinkedHashMap<>();
    context.put(CONTEXT + "session-id", pin.sessionId().hex());
    context.put(CONTEXT + "auction-id", pin.auctionId());
    context.put(CONTEXT + "buyer-id", pin.buyerId());
    context.put(CONTEXT + "purpose", Purpose.of(pin.buyerId()).text());

    Map<String, Object> allowed = new LinkedHashMap<>();
    allowed.put("StringEqualsIgnoreCase", pcrs);
    allowed.put("StringEquals", context);
    allowed.put("DateGreaterThanEquals", Map.of(NOW, pin.closesAt().toString()));
    allowed.put("DateLessThanEquals", Map.of(NOW, pin.resolveBy().toString()));
    Map<String, Object> opens = allow(ENCLAVE, pin.decryptRole(), List.of("kms:Decrypt"));
    opens.put("Condition", allowed);
    statements.add(opens);

    // A negated operator matches an absent key, too: a call without an attestation is denied.
    pcrs.forEach(
        (key, value) ->
            statements.add(
                deny(
                    "DenyOpeningUnless" + key.substring(key.lastIndexOf(':') + 1),
                    OPENING,
                    Map.of("StringNotEqualsIgnoreCase", Map.of(key, value)))));
    context.forEach(
        (key, value) ->
            statements.add(
                deny(
                    "DenyOpeningUnless" + camel(key.substring(CONTEXT.length())),
                    OPENING,
                    Map.of("StringNotEquals", Map.of(key, value)))));
    statements.add(
        deny(
            "DenyOpeningBeforeClosing",
            OPENING,
            Map.of("DateLessThan", Map.of(NOW, pin.closesAt().toString()))));
    statements.add(
        deny(
            "DenyOpeningAfterResolveBy",
            OPENING,
            Map.of("DateGreaterThan", Map.of(NOW, pin.resolveBy().toString()))));
  }

  private static void addDenials(List<Map<String, Object>> statements, KeyHolders holders) {
    statements.add(deny("DenyReEncrypt", List.of("kms:ReEncrypt*"), Map.of()));
    statements.add(
        deny(
            NO_SEALING,
            List.of("kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncryptTo"),
            Map.of("StringNotEquals", Map.of(CALLER, holders.sealer()))));
    // PutKeyPolicy has no Deny: no statement but the admin's allows it, in KMS that is enough, and
    // KMS's lockout safety check needn't weigh a condition.
    statements.add(deny("DenyGrants", List.of("kms:CreateGrant"), Map.of()));
  }

  private static Map<String, Object> allow(String sid, String principal, List<String> actions) {
    return statement(sid, "Allow", principal, actions);
  }

  private static Map<String, Object> deny(
      String sid, List<String> actions, Map<String, Object> condition) {
    Map<String, Object> statement = statement(sid, "Deny", "*", actions);
    if (!condition.isEmpty()) {
      statement.put("Condition", condition);
    }
    return statement;
  }

  private static Map<String, Object> statement(
      String sid, String effect, String principal, List<String> actions) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", sid);
    statement.put("Effect", effect);
    statement.put("Principal", Map.of("AWS", principal));
    statement.put("Action", actions.size() == 1 ? actions.get(0) : actions);
    statement.put("Resource", "*");
    return statement;
  }

  private static String camel(String key) {
    StringBuilder name = new StringBuilder();
    for (String word : List.of(key.split("-", -1))) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return name.toString();
  }
}
