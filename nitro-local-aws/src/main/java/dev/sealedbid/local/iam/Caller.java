package dev.sealedbid.local.iam;

import dev.sealedbid.local.policy.PolicyPrincipal;
import dev.sealedbid.local.policy.PrincipalPolicies;
import dev.sealedbid.local.policy.RequestContext;
import java.time.Instant;
import java.util.Optional;

/**
 * An authenticated caller: what the credentials of a request stand for.
 *
 * @param principal as policies see it
 * @param policies those that travel with it
 * @param accessKeyId the key that signed
 * @param userId the unique id: AIDA… of a user, AROA…:session of a session, the account's id of
 *     root
 * @param userName of a user
 * @param tokenIssuedAt of a session
 */
public record Caller(
    PolicyPrincipal principal,
    PrincipalPolicies policies,
    String accessKeyId,
    String userId,
    Optional<String> userName,
    Optional<Instant> tokenIssuedAt) {

  /** The caller who did not sign. */
  public static Caller anonymous() {
    return new Caller(
        PolicyPrincipal.anonymous(),
        PrincipalPolicies.none(),
        "",
        "",
        Optional.empty(),
        Optional.empty());
  }

  /** The 12 digits of the caller's account. */
  public String accountId() {
    return principal.accountId();
  }

  /**
   * Puts the condition keys that every service has: {@code aws:CurrentTime}, {@code aws:EpochTime},
   * {@code aws:PrincipalArn}, {@code aws:PrincipalAccount}, {@code aws:PrincipalType}, {@code
   * aws:userid}, {@code aws:username}, {@code aws:TokenIssueTime}, {@code
   * aws:PrincipalIsAWSService} and {@code aws:ViaAWSService}.
   */
  public RequestContext.Builder globalContext(Instant now) {
    RequestContext.Builder context =
        RequestContext.builder()
            .put("aws:CurrentTime", now.toString())
            .put("aws:EpochTime", Long.toString(now.getEpochSecond()))
            .put("aws:PrincipalIsAWSService", "false")
            .put("aws:ViaAWSService", "false");
    if (principal.kind() == PolicyPrincipal.Kind.ANONYMOUS) {
      return context.put("aws:PrincipalType", "Anonymous");
    }
    context
        .put("aws:PrincipalArn", principal.principalArn())
        .put("aws:PrincipalAccount", principal.accountId())
        .put("aws:PrincipalType", principalType())
        .put("aws:userid", userId);
    userName.ifPresent(name -> context.put("aws:username", name));
    tokenIssuedAt.ifPresent(issued -> context.put("aws:TokenIssueTime", issued.toString()));
    return context;
  }

  private String principalType() {
    return switch (principal.kind()) {
      case ROOT -> "Account";
      case USER -> "User";
      case ASSUMED_ROLE -> "AssumedRole";
      case SERVICE -> "Service";
      case ANONYMOUS -> "Anonymous";
    };
  }
}
