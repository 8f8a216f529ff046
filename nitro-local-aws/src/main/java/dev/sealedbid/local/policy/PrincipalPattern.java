package dev.sealedbid.local.policy;

import dev.sealedbid.local.policy.PolicyPrincipal.Kind;

/** One value of a Principal element. */
sealed interface PrincipalPattern {
  /** How closely a pattern names a caller; the closer, the less else must allow. */
  enum Match {
    NONE,
    /** The caller's account: its identity policies decide. */
    ACCOUNT,
    /** Everybody, or the role of the caller's session: a session policy still limits. */
    ROLE_OR_ANYBODY,
    /** The very user, session, root or service. */
    ITSELF
  }

  Match match(PolicyPrincipal principal);

  /** {@code *}. */
  record Anybody() implements PrincipalPattern {
    @Override
    public Match match(PolicyPrincipal principal) {
      return Match.ROLE_OR_ANYBODY;
    }
  }

  /** {@code 111122223333} or {@code arn:aws:iam::111122223333:root}. */
  record Account(String accountId) implements PrincipalPattern {
    @Override
    public Match match(PolicyPrincipal principal) {
      return principal.accountId().equals(accountId) ? Match.ACCOUNT : Match.NONE;
    }
  }

  /** The ARN of a user, a role or a session. */
  record Arn(String arn) implements PrincipalPattern {
    @Override
    public Match match(PolicyPrincipal principal) {
      if (principal.arn().equals(arn)) {
        return Match.ITSELF;
      }
      boolean roleOfSession = principal.roleArn().filter(arn::equals).isPresent();
      return roleOfSession ? Match.ROLE_OR_ANYBODY : Match.NONE;
    }
  }

  /** {@code {"Service": "ec2.amazonaws.com"}}. */
  record Service(String name) implements PrincipalPattern {
    @Override
    public Match match(PolicyPrincipal principal) {
      boolean same = principal.kind() == Kind.SERVICE && principal.arn().equals(name);
      return same ? Match.ITSELF : Match.NONE;
    }
  }
}
