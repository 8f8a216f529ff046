package dev.sealedbid.local.policy;

import dev.sealedbid.local.policy.PrincipalPattern.Match;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One statement.
 *
 * @param deny whether its effect is Deny
 * @param principals empty in identity policies, which speak of their holder
 * @param actions lower-case patterns
 * @param notActions whether {@code actions} are the ones that are left out
 * @param resources patterns; empty in trust policies
 * @param notResources whether {@code resources} are the ones that are left out
 */
record Statement(
    boolean deny,
    List<PrincipalPattern> principals,
    List<String> actions,
    boolean notActions,
    List<String> resources,
    boolean notResources,
    List<Condition> conditions) {

  /** The statement without these among its principals. */
  Statement without(Set<String> arns) {
    List<PrincipalPattern> rest =
        principals.stream()
            .filter(p -> !(p instanceof PrincipalPattern.Arn named && arns.contains(named.arn())))
            .toList();
    return new Statement(deny, rest, actions, notActions, resources, notResources, conditions);
  }

  /** Whether action, resource and every condition fit; the principal is asked separately. */
  boolean applies(AuthorizationRequest request) {
    return matchesAction(request.action())
        && matchesResource(request.resource())
        && conditions.stream().allMatch(condition -> condition.holds(request.context()));
  }

  /** The closest match of the statement's principals. */
  Match matchPrincipal(PolicyPrincipal principal) {
    return principals.stream()
        .map(pattern -> pattern.match(principal))
        .max(Comparator.naturalOrder())
        .orElse(Match.NONE);
  }

  private boolean matchesAction(String action) {
    String lower = action.toLowerCase(Locale.ROOT);
    return actions.stream().anyMatch(pattern -> Glob.matches(pattern, lower)) != notActions;
  }

  private boolean matchesResource(String resource) {
    return resources.isEmpty()
        || resources.stream().anyMatch(pattern -> Glob.matches(pattern, resource)) != notResources;
  }
}
