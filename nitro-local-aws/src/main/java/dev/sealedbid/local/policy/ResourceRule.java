package dev.sealedbid.local.policy;

/** How a service weighs its resource policy against identity policies within one account. */
public enum ResourceRule {
  /**
   * KMS: without an Allow in the key policy nobody may do anything; one that names the account's
   * root leaves it to the identity policies.
   */
  RESOURCE_POLICY_MUST_ALLOW,
  /** S3: within the account an Allow in either policy is enough. */
  EITHER_MAY_ALLOW
}
