package dev.sealedbid.local.sts;

import dev.sealedbid.local.iam.AssumeRole;
import dev.sealedbid.local.iam.AssumeRoleException;
import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.local.trail.AuditedCall;
import dev.sealedbid.local.trail.CallOrigin;
import dev.sealedbid.local.trail.LocalTrail;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** AssumeRole and GetCallerIdentity; everything else is refused by name. */
public final class LocalSts {
  private static final Set<String> ASSUME_ROLE =
      Set.of(
          "Action",
          "Version",
          "RoleArn",
          "RoleSessionName",
          "Policy",
          "DurationSeconds",
          "ExternalId");

  private final LocalIam iam;
  private final LocalTrail trail;

  /** Serves the identities of this IAM. */
  public LocalSts(LocalIam iam, LocalTrail trail) {
    this.iam = iam;
    this.trail = trail;
  }

  /** Answers one call of an authenticated caller; an error is a reply too. */
  public StsReply call(Caller caller, CallOrigin origin, byte[] form) {
    Map<String, String> parameters;
    try {
      parameters = QueryForm.parse(form);
    } catch (IllegalArgumentException e) {
      return error(origin, "MalformedQueryString", "The form can't be read.");
    }
    String action = parameters.getOrDefault("Action", "");
    return switch (action) {
      case "GetCallerIdentity" -> identity(caller, origin);
      case "AssumeRole" -> assumeRole(caller, origin, parameters);
      default ->
          error(origin, "InvalidAction", "Action '" + action + "' is not supported by this STS.");
    };
  }

  private StsReply identity(Caller caller, CallOrigin origin) {
    record(caller, origin, "GetCallerIdentity", Map.of(), Optional.empty());
    return StsReply.ok(
        "GetCallerIdentity",
        StsReply.element("Arn", caller.principal().arn())
            + StsReply.element("UserId", caller.userId())
            + StsReply.element("Account", caller.accountId()),
        origin.requestId());
  }

  private StsReply assumeRole(Caller caller, CallOrigin origin, Map<String, String> parameters) {
    Optional<String> unknown =
        parameters.keySet().stream().filter(name -> !ASSUME_ROLE.contains(name)).findFirst();
    if (unknown.isPresent()) {
      return error(origin, "ValidationError", unknown.get() + " is not supported by this STS.");
    }
    try {
      SessionCredentials session = iam.assumeRole(caller, read(parameters));
      record(caller, origin, "AssumeRole", audited(parameters), Optional.empty());
      return StsReply.ok("AssumeRole", xml(session), origin.requestId());
    } catch (AssumeRoleException e) {
      String message = String.valueOf(e.getMessage());
      record(
          caller,
          origin,
          "AssumeRole",
          audited(parameters),
          Optional.of(new AuditedCall.Failure(e.fault().code(), message)));
      return StsReply.error(e.fault().status(), e.fault().code(), message, origin.requestId());
    } catch (NumberFormatException e) {
      return error(origin, "ValidationError", "DurationSeconds is no number of seconds.");
    }
  }

  private static AssumeRole read(Map<String, String> parameters) {
    return new AssumeRole(
        parameters.getOrDefault("RoleArn", ""),
        parameters.getOrDefault("RoleSessionName", ""),
        Optional.ofNullable(parameters.get("Policy")),
        Duration.ofSeconds(Integer.parseInt(parameters.getOrDefault("DurationSeconds", "3600"))),
        Optional.ofNullable(parameters.get("ExternalId")));
  }

  private static String xml(SessionCredentials session) {
    String user =
        StsReply.element("AssumedRoleId", session.assumedRoleId())
            + StsReply.element("Arn", session.sessionArn());
    String credentials =
        StsReply.element("AccessKeyId", session.accessKeyId())
            + StsReply.element("SecretAccessKey", session.secretAccessKey())
            + StsReply.element("SessionToken", session.sessionToken())
            + StsReply.element(
                "Expiration", session.expiration().truncatedTo(ChronoUnit.SECONDS).toString());
    return "<AssumedRoleUser>"
        + user
        + "</AssumedRoleUser><Credentials>"
        + credentials
        + "</Credentials>";
  }

  private static Map<String, String> audited(Map<String, String> parameters) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String name : List.of("RoleArn", "RoleSessionName", "DurationSeconds", "Policy")) {
      String value = parameters.get(name);
      if (value != null) {
        shown.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), value);
      }
    }
    return shown;
  }

  private void record(
      Caller caller,
      CallOrigin origin,
      String action,
      Map<String, String> parameters,
      Optional<AuditedCall.Failure> failure) {
    trail.record(
        new AuditedCall(
            origin,
            caller,
            "sts.amazonaws.com",
            action,
            true,
            parameters,
            Map.of(),
            List.of(),
            failure));
  }

  private static StsReply error(CallOrigin origin, String code, String message) {
    return StsReply.error(400, code, message, origin.requestId());
  }
}
