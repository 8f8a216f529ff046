package dev.sealedbid.buyer.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Admin and sealing principal of whom a policy shows nothing but the unique id. */
final class DeadHolders {
  private DeadHolders() {}

  /** The names of those, as messages call them; none in a policy whose holders are there. */
  static List<String> in(JsonNode root) {
    List<String> dead = new ArrayList<>();
    if (isDead(root, PolicyWriter.ADMIN)) {
      dead.add("its admin");
    }
    if (isDead(root, PolicyWriter.SEALER)) {
      dead.add("its sealing principal");
    }
    return dead;
  }

  /**
   * The policy with ARNs again: the sealing principal's stands in the condition that denies sealing
   * to everybody else, and so does the admin's if they were one. Where it doesn't, any name of the
   * account serves: nobody reads it.
   */
  static JsonNode named(JsonNode root) {
    JsonNode named = root.deepCopy();
    Optional<String> sealer = sealer(root);
    String nobody =
        sealer.map(arn -> arn.replaceFirst(":(user|role)/.*", ":role/deleted")).orElse("");
    if (isDead(root, PolicyWriter.ADMIN)) {
      set(named, PolicyWriter.ADMIN, nobody);
    }
    if (isDead(root, PolicyWriter.SEALER)) {
      set(named, PolicyWriter.SEALER, sealer.orElse(""));
    }
    return named;
  }

  static DeadHolderException exception(JsonNode root, SheetKeyPolicy before, List<String> dead) {
    boolean adminIsLeft = !isDead(root, PolicyWriter.ADMIN);
    String admin = before.holders().admin();
    Optional<SheetKeyPolicy> rest =
        adminIsLeft
            ? Optional.of(
                new SheetKeyPolicy(
                    new KeyHolders(admin, admin),
                    before.auctionId(),
                    before.pin(),
                    before.earlier(),
                    before.unsettled()))
            : Optional.empty();
    return new DeadHolderException(
        "it is one but for this: "
            + String.join(" and ", dead)
            + (dead.size() == 1 ? " was" : " were")
            + " deleted in IAM, and one of the same name made later isn't the same",
        rest,
        before.pin().isPresent());
  }

  private static boolean isDead(JsonNode root, String sid) {
    JsonNode principal = statement(root, sid).path("Principal").path("AWS");
    return principal.isString() && UniqueId.isOne(principal.stringValue());
  }

  private static Optional<String> sealer(JsonNode root) {
    JsonNode arn =
        statement(root, PolicyWriter.NO_SEALING)
            .path("Condition")
            .path("StringNotEquals")
            .path(PolicyWriter.CALLER);
    return arn.isString() ? Optional.of(arn.stringValue()) : Optional.empty();
  }

  private static void set(JsonNode root, String sid, String arn) {
    if (statement(root, sid).path("Principal") instanceof ObjectNode principal) {
      principal.put("AWS", arn);
    }
  }

  private static JsonNode statement(JsonNode root, String sid) {
    for (JsonNode statement : root.path("Statement")) {
      if (statement.path("Sid").asString("").equals(sid)) {
        return statement;
      }
    }
    return tools.jackson.databind.node.MissingNode.getInstance();
  }
}
