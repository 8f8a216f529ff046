package dev.sealedbid.local.policy;

import java.util.List;

/**
 * The policies that travel with a principal.
 *
 * @param identity attached to the user or the role; the engine lets an account's root user do
 *     everything without any
 * @param session given when the session was made; empty means that there is none and so no limit
 */
public record PrincipalPolicies(List<PolicyDocument> identity, List<PolicyDocument> session) {
  /** Copies the lists. */
  public PrincipalPolicies {
    identity = List.copyOf(identity);
    session = List.copyOf(session);
  }

  /** No policy of any kind. */
  public static PrincipalPolicies none() {
    return new PrincipalPolicies(List.of(), List.of());
  }
}
