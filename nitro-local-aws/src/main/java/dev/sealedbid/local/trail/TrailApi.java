package dev.sealedbid.local.trail;

import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.json.JsonFault;
import dev.sealedbid.local.json.JsonReply;
import dev.sealedbid.local.json.JsonRequest;
import dev.sealedbid.local.policy.AuthorizationRequest;
import dev.sealedbid.local.policy.Decision;
import dev.sealedbid.local.policy.PolicyEngine;
import dev.sealedbid.local.policy.ResourceRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** CloudTrail's LookupEvents: an account's own events of one Region, newest first. */
public final class TrailApi {
  private static final int MAX_RESULTS = 50;
  private static final Pattern TOKEN = Pattern.compile("[0-9]{1,9}");

  private final LocalTrail trail;
  private final PolicyEngine engine = new PolicyEngine();

  /** Serves this trail. */
  public TrailApi(LocalTrail trail) {
    this.trail = trail;
  }

  /** Answers one call; an error is a reply too. */
  public JsonReply call(Caller caller, CallOrigin origin, String operation, byte[] body) {
    try {
      if (!operation.equals("LookupEvents")) {
        throw new JsonFault(
            400, "UnknownOperationException", operation + " is not supported by this CloudTrail");
      }
      authorize(caller, origin);
      return lookup(caller.accountId(), origin.region(), JsonRequest.parse(body));
    } catch (JsonFault e) {
      return JsonReply.error(e);
    }
  }

  private void authorize(Caller caller, CallOrigin origin) throws JsonFault {
    String action = "cloudtrail:LookupEvents";
    Decision decision =
        engine.decide(
            new AuthorizationRequest(
                caller.principal(), action, "*", caller.globalContext(origin.time()).build()),
            caller.policies(),
            Optional.empty(),
            caller.accountId(),
            ResourceRule.EITHER_MAY_ALLOW);
    if (!decision.isAllowed()) {
      throw new JsonFault(
          400,
          "AccessDeniedException",
          "User: "
              + caller.principal().arn()
              + " is not authorized to perform: "
              + action
              + " "
              + decision.reason(action));
    }
  }

  private JsonReply lookup(String accountId, String region, JsonRequest request) throws JsonFault {
    int limit =
        (int) Math.min(MAX_RESULTS, Math.max(1, request.number("MaxResults").orElse(MAX_RESULTS)));
    int skip = skip(request);
    Instant from = time(request.number("StartTime"), Instant.MIN);
    Instant to = time(request.number("EndTime"), Instant.MAX);
    List<TrailEvent> all = trail.events(accountId);
    List<Map<String, Object>> page = new ArrayList<>();
    int matched = 0;
    for (int i = all.size() - 1; i >= 0; i--) {
      TrailEvent event = all.get(i);
      boolean inTime = !event.time().isBefore(from) && !event.time().isAfter(to);
      if (!inTime || !event.region().equals(region) || !matches(event, request)) {
        continue;
      }
      matched++;
      if (matched > skip && page.size() < limit) {
        page.add(json(event));
      }
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("Events", page);
    if (matched > skip + page.size()) {
      reply.put("NextToken", Integer.toString(skip + page.size()));
    }
    return JsonReply.ok(reply);
  }

  private static int skip(JsonRequest request) throws JsonFault {
    String token = request.text("NextToken").orElse("0");
    if (!TOKEN.matcher(token).matches()) {
      throw new JsonFault(400, "InvalidNextTokenException", "The next token is invalid.");
    }
    return Integer.parseInt(token);
  }

  private static Instant time(OptionalLong seconds, Instant otherwise) {
    return seconds.isPresent() ? Instant.ofEpochSecond(seconds.getAsLong()) : otherwise;
  }

  private static boolean matches(TrailEvent event, JsonRequest request) throws JsonFault {
    boolean all = true;
    for (JsonRequest attribute : request.objects("LookupAttributes")) {
      String key = attribute.requiredText("AttributeKey");
      Optional<Boolean> has = event.has(key, attribute.requiredText("AttributeValue"));
      all &=
          has.orElseThrow(
              () ->
                  new JsonFault(
                      400,
                      "InvalidLookupAttributesException",
                      "There is no lookup attribute " + key + "."));
    }
    return all;
  }

  private static Map<String, Object> json(TrailEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("EventId", event.eventId());
    json.put("EventName", event.eventName());
    json.put("ReadOnly", Boolean.toString(event.readOnly()));
    json.put("AccessKeyId", event.accessKeyId());
    json.put("EventTime", BigDecimal.valueOf(event.time().getEpochSecond()));
    json.put("EventSource", event.eventSource());
    json.put("Username", event.username());
    json.put(
        "Resources",
        event.resources().stream()
            .map(r -> Map.of("ResourceType", r.type(), "ResourceName", r.arn()))
            .toList());
    json.put("CloudTrailEvent", event.json());
    return json;
  }
}
