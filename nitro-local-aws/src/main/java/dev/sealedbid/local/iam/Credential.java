package dev.sealedbid.local.iam;

import dev.sealedbid.local.policy.PolicyDocument;
import java.time.Instant;
import java.util.List;

/** What is known about one access key. None of these shows its secret. */
sealed interface Credential {
  String secret();

  /** An account's root user. */
  record OfRoot(String secret, String accountId) implements Credential {
    @Override
    public String toString() {
      return "OfRoot[" + accountId + "]";
    }
  }

  /** A user. */
  record OfUser(String secret, String userArn, String userId) implements Credential {
    @Override
    public String toString() {
      return "OfUser[" + userArn + "]";
    }
  }

  /** A session of a role. */
  record OfSession(
      String secret,
      String token,
      String roleArn,
      String roleId,
      String sessionName,
      List<PolicyDocument> sessionPolicies,
      Instant issuedAt,
      Instant expiresAt)
      implements Credential {
    @Override
    public String toString() {
      return "OfSession[" + roleArn + "/" + sessionName + "]";
    }
  }
}
