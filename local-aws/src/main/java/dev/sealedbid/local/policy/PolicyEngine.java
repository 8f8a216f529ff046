package dev.sealedbid.local.policy;

import java.util.Optional;

/** Decides requests over policies by AWS's evaluation logic. Without state; thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class PolicyEngine {
  /** An engine. */
  public PolicyEngine() {}

  /**
   * Decides one request.
   *
   * @param resourcePolicy the key's or bucket's policy, if it has one
   * @param resourceAccount the account that owns the resource; a caller of another account needs an
   *     Allow on both sides
   */
  public Decision decide(
      AuthorizationRequest request,
      PrincipalPolicies policies,
      Optional<PolicyDocument> resourcePolicy,
      String resourceAccount,
      ResourceRule rule) {
    throw new UnsupportedOperationException("being built");
  }
}
