package dev.sealedbid.local.policy;

import dev.sealedbid.local.policy.Decision.Outcome;
import dev.sealedbid.local.policy.Decision.Source;
import dev.sealedbid.local.policy.PolicyPrincipal.Kind;
import dev.sealedbid.local.policy.PrincipalPattern.Match;
import java.util.Optional;

/**
 * Decides requests over policies by AWS's evaluation logic: a Deny anywhere wins; then a caller of
 * the owner's account needs what {@link ResourceRule} says, and a caller of another account an
 * Allow on both sides. Without state; thread-safe.
 *
 * <p>A session policy limits what the role's identity policies and a resource policy that names the
 * role give, not what a resource policy gives to the session by name.
 */
public final class PolicyEngine {
  /** An engine. */
  public PolicyEngine() {}

  /**
   * Decides one request.
   *
   * @param resourcePolicy the key's or bucket's policy, if it has one
   * @param resourceAccount the account that owns the resource
   */
  public Decision decide(
      AuthorizationRequest request,
      PrincipalPolicies policies,
      Optional<PolicyDocument> resourcePolicy,
      String resourceAccount,
      ResourceRule rule) {
    Optional<Source> denial = denial(request, policies, resourcePolicy);
    if (denial.isPresent()) {
      return new Decision(Outcome.EXPLICIT_DENY, denial.get());
    }
    Match match = resourcePolicy.map(p -> p.allowsPrincipal(request)).orElse(Match.NONE);
    Kind kind = request.principal().kind();
    if (kind == Kind.ANONYMOUS || kind == Kind.SERVICE) {
      return match == Match.NONE ? lacks(Source.RESOURCE) : allowedBy(Source.RESOURCE);
    }
    if (request.principal().accountId().equals(resourceAccount)) {
      return withinAccount(request, policies, match, rule);
    }
    Decision ownSide = ownSide(request, policies);
    if (!ownSide.isAllowed()) {
      return ownSide;
    }
    return match == Match.NONE ? lacks(Source.RESOURCE) : allowedBy(Source.RESOURCE);
  }

  private static Optional<Source> denial(
      AuthorizationRequest request,
      PrincipalPolicies policies,
      Optional<PolicyDocument> resourcePolicy) {
    if (resourcePolicy.filter(policy -> policy.deniesPrincipal(request)).isPresent()) {
      return Optional.of(Source.RESOURCE);
    }
    if (policies.identity().stream().anyMatch(policy -> policy.denies(request))) {
      return Optional.of(Source.IDENTITY);
    }
    if (policies.session().stream().anyMatch(policy -> policy.denies(request))) {
      return Optional.of(Source.SESSION);
    }
    return Optional.empty();
  }

  private static Decision withinAccount(
      AuthorizationRequest request, PrincipalPolicies policies, Match match, ResourceRule rule) {
    if (match == Match.ITSELF) {
      return allowedBy(Source.RESOURCE);
    }
    if (match == Match.ROLE_OR_ANYBODY) {
      return sessionAllows(request, policies) ? allowedBy(Source.RESOURCE) : lacks(Source.SESSION);
    }
    if (match == Match.NONE && rule == ResourceRule.RESOURCE_POLICY_MUST_ALLOW) {
      return lacks(Source.RESOURCE);
    }
    return ownSide(request, policies);
  }

  private static Decision ownSide(AuthorizationRequest request, PrincipalPolicies policies) {
    boolean root = request.principal().kind() == Kind.ROOT;
    if (!root && policies.identity().stream().noneMatch(policy -> policy.allows(request))) {
      return lacks(Source.IDENTITY);
    }
    return sessionAllows(request, policies) ? allowedBy(Source.IDENTITY) : lacks(Source.SESSION);
  }

  private static boolean sessionAllows(AuthorizationRequest request, PrincipalPolicies policies) {
    return policies.session().isEmpty()
        || policies.session().stream().anyMatch(policy -> policy.allows(request));
  }

  private static Decision allowedBy(Source source) {
    return new Decision(Outcome.ALLOWED, source);
  }

  private static Decision lacks(Source source) {
    return new Decision(Outcome.IMPLICIT_DENY, source);
  }
}
