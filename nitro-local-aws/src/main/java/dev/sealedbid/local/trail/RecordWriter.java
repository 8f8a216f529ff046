package dev.sealedbid.local.trail;

import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.policy.PolicyPrincipal.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes calls in the shape of CloudTrail's records.
 *
 * <p>Source: CloudTrail User Guide, "CloudTrail record contents" and "userIdentity element".
 */
final class RecordWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RecordWriter() {}

  /**
   * The event as one account sees it.
   *
   * @param recipientAccountId whose trail it goes to; another account's callers are shown to the
   *     resource's owner by their account alone
   */
  static TrailEvent event(AuditedCall call, String recipientAccountId, String sharedEventId) {
    String eventId = UUID.randomUUID().toString();
    boolean own = call.caller().accountId().equals(recipientAccountId);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("eventVersion", "1.11");
    record.put("userIdentity", own ? identity(call.caller()) : foreignIdentity(call.caller()));
    record.put("eventTime", seconds(call.origin().time()));
    record.put("eventSource", call.eventSource());
    record.put("eventName", call.eventName());
    record.put("awsRegion", call.origin().region());
    record.put("sourceIPAddress", call.origin().sourceIp());
    record.put("userAgent", call.origin().userAgent());
    call.error()
        .ifPresent(
            error -> {
              record.put("errorCode", error.code());
              record.put("errorMessage", error.message());
            });
    record.put("requestParameters", call.requestParameters());
    record.put("responseElements", null);
    if (!call.additionalEventData().isEmpty()) {
      record.put("additionalEventData", call.additionalEventData());
    }
    record.put("requestID", call.origin().requestId());
    record.put("eventID", eventId);
    record.put("readOnly", call.readOnly());
    if (!call.resources().isEmpty()) {
      record.put("resources", call.resources().stream().map(RecordWriter::resource).toList());
    }
    record.put("eventType", "AwsApiCall");
    record.put("managementEvent", true);
    record.put("recipientAccountId", recipientAccountId);
    if (!sharedEventId.isEmpty()) {
      record.put("sharedEventID", sharedEventId);
    }
    record.put("eventCategory", "Management");
    return new TrailEvent(
        eventId,
        call.origin().time().truncatedTo(ChronoUnit.SECONDS),
        call.origin().region(),
        call.eventSource(),
        call.eventName(),
        call.readOnly(),
        own ? call.caller().accessKeyId() : "",
        own ? username(call.caller()) : "",
        call.resources(),
        JSON.writeValueAsString(record));
  }

  private static Map<String, String> resource(AuditedCall.Resource resource) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("accountId", resource.accountId());
    json.put("type", resource.type());
    json.put("ARN", resource.arn());
    return json;
  }

  private static Map<String, Object> identity(Caller caller) {
    Kind kind = caller.principal().kind();
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("type", type(kind));
    identity.put("principalId", caller.userId());
    identity.put("arn", caller.principal().arn());
    identity.put("accountId", caller.accountId());
    identity.put("accessKeyId", caller.accessKeyId());
    caller.userName().ifPresent(name -> identity.put("userName", name));
    if (kind == Kind.ASSUMED_ROLE) {
      identity.put("sessionContext", sessionContext(caller));
    }
    return identity;
  }

  private static Map<String, Object> sessionContext(Caller caller) {
    Map<String, Object> issuer = new LinkedHashMap<>();
    String roleArn = caller.principal().principalArn();
    issuer.put("type", "Role");
    issuer.put("principalId", caller.userId().replaceFirst(":.*", ""));
    issuer.put("arn", roleArn);
    issuer.put("accountId", caller.accountId());
    issuer.put("userName", roleArn.substring(roleArn.lastIndexOf('/') + 1));
    Map<String, Object> attributes = new LinkedHashMap<>();
    caller.tokenIssuedAt().ifPresent(at -> attributes.put("creationDate", seconds(at)));
    attributes.put("mfaAuthenticated", "false");
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("sessionIssuer", issuer);
    context.put("attributes", attributes);
    return context;
  }

  private static Map<String, Object> foreignIdentity(Caller caller) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("type", "AWSAccount");
    identity.put("principalId", caller.userId());
    identity.put("accountId", caller.accountId());
    return identity;
  }

  private static String type(Kind kind) {
    return switch (kind) {
      case ROOT -> "Root";
      case USER -> "IAMUser";
      case ASSUMED_ROLE -> "AssumedRole";
      case SERVICE -> "AWSService";
      case ANONYMOUS -> "Unknown";
    };
  }

  private static String username(Caller caller) {
    String arn = caller.principal().arn();
    return caller
        .userName()
        .orElse(arn.endsWith(":root") ? "root" : arn.substring(arn.lastIndexOf('/') + 1));
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
