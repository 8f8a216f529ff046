package dev.sealedbid.local.policy;

/** Where a policy document is attached; decides which elements it must and must not have. */
public enum PolicyType {
  /** Attached to a user, a role or a session: no Principal, a Resource in each statement. */
  IDENTITY,
  /** Attached to a key or a bucket: a Principal and a Resource in each statement. */
  RESOURCE,
  /** A role's trust policy: a Principal and no Resource. */
  TRUST
}
