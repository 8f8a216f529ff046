package dev.sealedbid.local.policy;

import java.util.Optional;

/**
 * Who asks, as policies see it.
 *
 * @param kind what sort of principal it is
 * @param arn the principal's ARN (for an assumed role the session's, {@code
 *     arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}), for a service its name, such as {@code
 *     ec2.amazonaws.com}, and {@code *} for an anonymous caller
 * @param accountId the 12 digits of the principal's account; empty for an anonymous caller or a
 *     service
 * @param roleArn the ARN of the role that a session was made of
 */
public record PolicyPrincipal(Kind kind, String arn, String accountId, Optional<String> roleArn) {

  /** The sorts of principals. */
  public enum Kind {
    /** Not signed at all. */
    ANONYMOUS,
    /** An account's root user. */
    ROOT,
    /** An IAM user. */
    USER,
    /** A session of an assumed role. */
    ASSUMED_ROLE,
    /** An AWS service, as in the trust policy of an instance's role. */
    SERVICE
  }

  /** The caller who did not sign. */
  public static PolicyPrincipal anonymous() {
    return new PolicyPrincipal(Kind.ANONYMOUS, "*", "", Optional.empty());
  }

  /** An account's root user. */
  public static PolicyPrincipal root(String accountId) {
    return new PolicyPrincipal(
        Kind.ROOT, "arn:aws:iam::" + accountId + ":root", accountId, Optional.empty());
  }

  /** An IAM user. */
  public static PolicyPrincipal user(String arn, String accountId) {
    return new PolicyPrincipal(Kind.USER, arn, accountId, Optional.empty());
  }

  /** A session of an assumed role. */
  public static PolicyPrincipal assumedRole(String sessionArn, String accountId, String roleArn) {
    return new PolicyPrincipal(Kind.ASSUMED_ROLE, sessionArn, accountId, Optional.of(roleArn));
  }

  /** An AWS service. */
  public static PolicyPrincipal service(String name) {
    return new PolicyPrincipal(Kind.SERVICE, name, "", Optional.empty());
  }

  /** What {@code aws:PrincipalArn} says: for a session the role's ARN, else the principal's own. */
  public String principalArn() {
    return roleArn.orElse(arn);
  }
}
