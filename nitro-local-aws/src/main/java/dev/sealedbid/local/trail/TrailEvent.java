package dev.sealedbid.local.trail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One recorded event: what LookupEvents filters by, and the record's JSON. */
record TrailEvent(
    String eventId,
    Instant time,
    String region,
    String eventSource,
    String eventName,
    boolean readOnly,
    String accessKeyId,
    String username,
    List<AuditedCall.Resource> resources,
    String json) {

  /** Whether the event has this value of a LookupAttributeKey; empty for an unknown key. */
  Optional<Boolean> has(String attribute, String value) {
    return switch (attribute) {
      case "EventId" -> Optional.of(eventId.equals(value));
      case "EventName" -> Optional.of(eventName.equals(value));
      case "EventSource" -> Optional.of(eventSource.equals(value));
      case "ReadOnly" -> Optional.of(Boolean.toString(readOnly).equals(value));
      case "AccessKeyId" -> Optional.of(accessKeyId.equals(value));
      case "Username" -> Optional.of(username.equals(value));
      case "ResourceType" -> Optional.of(resources.stream().anyMatch(r -> r.type().equals(value)));
      case "ResourceName" -> Optional.of(resources.stream().anyMatch(r -> r.arn().equals(value)));
      default -> Optional.empty();
    };
  }
}
