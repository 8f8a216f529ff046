package dev.sealedbid.local.sts;

import dev.sealedbid.local.iam.Caller;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.RoleDescription;
import dev.sealedbid.local.policy.AuthorizationRequest;
import dev.sealedbid.local.policy.Decision;
import dev.sealedbid.local.policy.PolicyEngine;
import dev.sealedbid.local.policy.ResourceRule;
import dev.sealedbid.local.trail.CallOrigin;
import java.util.Map;
import java.util.Optional;

/**
 * GetRole of IAM, in the query protocol as STS; everything else is refused by name. It tells what a
 * session's ARN doesn't: the role's path.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html">GetRole</a>
 */
public final class RoleQueries {
  private static final String ACTION = "iam:GetRole";
  private static final String NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";

  private final LocalIam iam;
  private final PolicyEngine engine = new PolicyEngine();

  /** Serves the roles of this IAM. */
  public RoleQueries(LocalIam iam) {
    this.iam = iam;
  }

  /** Answers one call of an authenticated caller; an error is a reply too. */
  public StsReply call(Caller caller, CallOrigin origin, byte[] form) {
    Map<String, String> parameters;
    try {
      parameters = QueryForm.parse(form);
    } catch (IllegalArgumentException e) {
      return StsReply.error(
          400, "MalformedQueryString", "The form can't be read.", origin.requestId());
    }
    String action = parameters.getOrDefault("Action", "");
    if (!action.equals("GetRole")) {
      return StsReply.error(
          400,
          "InvalidAction",
          "Action '" + action + "' is not supported by this IAM.",
          origin.requestId());
    }
    return role(caller, origin, parameters.getOrDefault("RoleName", ""));
  }

  private StsReply role(Caller caller, CallOrigin origin, String name) {
    Optional<RoleDescription> role = iam.role(caller.accountId(), name);
    String arn =
        role.map(RoleDescription::arn)
            .orElse("arn:aws:iam::" + caller.accountId() + ":role/" + name);
    Decision decision =
        engine.decide(
            new AuthorizationRequest(
                caller.principal(), ACTION, arn, caller.globalContext(origin.time()).build()),
            caller.policies(),
            Optional.empty(),
            caller.accountId(),
            ResourceRule.EITHER_MAY_ALLOW);
    if (!decision.isAllowed()) {
      return StsReply.error(
          403,
          "AccessDenied",
          "User: "
              + caller.principal().arn()
              + " is not authorized to perform: "
              + ACTION
              + " on resource: role "
              + name
              + " "
              + decision.reason(ACTION),
          origin.requestId());
    }
    if (role.isEmpty()) {
      return StsReply.error(
          404,
          "NoSuchEntity",
          "The role with name " + name + " cannot be found.",
          origin.requestId());
    }
    return StsReply.ok(NAMESPACE, "GetRole", xml(role.get()), origin.requestId());
  }

  private static String xml(RoleDescription role) {
    return "<Role>"
        + StsReply.element("Path", role.path())
        + StsReply.element("RoleName", role.name())
        + StsReply.element("RoleId", role.id())
        + StsReply.element("Arn", role.arn())
        + "</Role>";
  }
}
