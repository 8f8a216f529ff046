package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.policy.UnsettledSession;
import dev.sealedbid.cli.JsonTree;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What the audit trail of one sheet key shows, and whether it reaches far enough to show it. The
 * silence of a trail that is late, or that has forgotten, says nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/ct-put-key-policy.html">the
 *     record of PutKeyPolicy</a>, which has the policy whole
 */
final class KeyTrail {
  // CloudTrail's events have at most 256 KB; one that is past these may be anything, too.
  private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 20_000, 1_000, 32);

  private final List<Optional<JsonNode>> events;

  /**
   * Reads events.
   *
   * @param events as CloudTrail gives them, in any order; one that can't be read may be anything
   */
  KeyTrail(List<String> events) {
    this.events = events.stream().map(KeyTrail::parse).toList();
  }

  /**
   * Whether a sheet of that session may have been opened. An event that doesn't show its session
   * counts as one of this.
   */
  boolean showsOpening(UnsettledSession session) {
    return events.stream().anyMatch(event -> event.isEmpty() || isOpening(event.get(), session));
  }

  /** Whether the change of the policy is there that took the pin off that session. */
  boolean showsMove(UnsettledSession session) {
    String entry = session.sessionId().hex() + "@" + session.movedAt();
    return policies().stream().anyMatch(policy -> id(policy).contains(entry));
  }

  /**
   * Whether the trail begins before the key could open anything of that session: with the key
   * itself, or with the policy that pinned it there.
   */
  boolean reachesBackTo(UnsettledSession session) {
    return showsPin(session) || events.stream().anyMatch(event -> isDone(event, "CreateKey"));
  }

  /** Whether the change of the policy is there that pinned the key to that session. */
  boolean showsPin(UnsettledSession session) {
    String hex = session.sessionId().hex();
    return policies().stream()
        .anyMatch(policy -> policy.path("Statement").toString().contains(hex));
  }

  private List<JsonNode> policies() {
    List<JsonNode> policies = new ArrayList<>();
    for (Optional<JsonNode> event : events) {
      if (isDone(event, "PutKeyPolicy")) {
        String text = event.orElseThrow().path("requestParameters").path("policy").asString("");
        parse(text).ifPresent(policies::add);
      }
    }
    return policies;
  }

  private static boolean isDone(Optional<JsonNode> event, String name) {
    return event
        .filter(e -> e.path("eventName").asString("").equals(name))
        .filter(e -> !e.hasNonNull("errorCode"))
        .isPresent();
  }

  private static String id(JsonNode policy) {
    return policy.path("Id").asString("");
  }

  private static boolean isOpening(JsonNode event, UnsettledSession session) {
    if (!mayOpen(event.path("eventName")) || event.hasNonNull("errorCode")) {
      return false;
    }
    JsonNode id = event.path("requestParameters").path("encryptionContext").path("session-id");
    return !id.isString() || id.stringValue().equals(session.sessionId().hex());
  }

  /** An event that doesn't say what it is may be any. */
  private static boolean mayOpen(JsonNode name) {
    return !name.isString()
        || name.stringValue().isEmpty()
        || name.stringValue().equals("Decrypt")
        || name.stringValue().startsWith("ReEncrypt");
  }

  private static Optional<JsonNode> parse(String json) {
    try {
      return Optional.of(JsonTree.read(json.getBytes(StandardCharsets.UTF_8), LIMITS))
          .filter(JsonNode::isObject);
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
