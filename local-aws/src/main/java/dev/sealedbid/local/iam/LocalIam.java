package dev.sealedbid.local.iam;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The local identities of all accounts: users and their access keys, roles, sessions. In memory;
 * thread-safe.
 *
 * <p>As on AWS a user without an identity policy may do nothing but what a resource policy grants
 * to it by name. Policies are parsed when they are put, and a malformed one is refused with {@link
 * IllegalArgumentException}.
 */
@SuppressWarnings("DoNotCallSuggester") // while it is being built
public final class LocalIam {
  /** The managed policy of that name: everything, in the user's own account. */
  public static final String ADMINISTRATOR_ACCESS =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

  /**
   * An IAM without any user or role.
   *
   * @param clock for the expiry of sessions
   * @param random for keys, secrets and tokens
   */
  public LocalIam(InstantSource clock, SecureRandom random) {}

  /** Creates a user without an identity policy, and its access key. */
  public AccessKey createUser(String accountId, String name) {
    throw new UnsupportedOperationException("being built");
  }

  /** Creates a user with one inline identity policy, and its access key. */
  public AccessKey createUser(String accountId, String name, String identityPolicyJson) {
    throw new UnsupportedOperationException("being built");
  }

  /** A new access key of an account's root user. */
  public AccessKey createRootAccessKey(String accountId) {
    throw new UnsupportedOperationException("being built");
  }

  /** Creates a role, or replaces it; {@code inlinePolicies} maps names to documents. */
  public void createRole(
      String roleArn, String trustPolicyJson, Map<String, String> inlinePolicies) {
    throw new UnsupportedOperationException("being built");
  }

  /** Puts an inline policy on a user. */
  public void putUserPolicy(String userArn, String policyName, String policyJson) {
    throw new UnsupportedOperationException("being built");
  }

  /** Puts an inline policy on a role; sessions that exist are bound by it at once, as on AWS. */
  public void putRolePolicy(String roleArn, String policyName, String policyJson) {
    throw new UnsupportedOperationException("being built");
  }

  /** Deletes a role; its sessions can do nothing any more. */
  public void deleteRole(String roleArn) {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * What an instance gets from its metadata service: a session of its role, named like the
   * instance. The role must trust {@code ec2.amazonaws.com}. Lives six hours.
   */
  public SessionCredentials instanceCredentials(String roleArn, String instanceId) {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * The caller behind an access key, without any check of a signature: for trusted in-process use.
   */
  public Optional<Caller> caller(String accessKeyId) {
    throw new UnsupportedOperationException("being built");
  }

  /**
   * Whether a policy may name this principal: an account's root, or a user, role or session here.
   */
  public boolean principalExists(String arn) {
    throw new UnsupportedOperationException("being built");
  }
}
