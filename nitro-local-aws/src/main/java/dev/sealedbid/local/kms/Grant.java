package dev.sealedbid.local.kms;

import dev.sealedbid.local.policy.PolicyPrincipal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A grant on a key.
 *
 * @param operations such as {@code Decrypt}
 * @param contextEquals the whole encryption context that is asked for, if it is
 * @param contextSubset pairs that the encryption context must have, if it is asked for
 */
record Grant(
    String id,
    String token,
    String name,
    String granteePrincipal,
    Optional<String> retiringPrincipal,
    Set<String> operations,
    Optional<Map<String, String>> contextEquals,
    Optional<Map<String, String>> contextSubset,
    String issuingAccount,
    Instant created) {

  boolean isGrantee(PolicyPrincipal principal) {
    return names(granteePrincipal, principal);
  }

  boolean mayRetire(PolicyPrincipal principal) {
    boolean asGrantee = isGrantee(principal) && operations.contains("RetireGrant");
    return asGrantee || retiringPrincipal.filter(arn -> names(arn, principal)).isPresent();
  }

  /**
   * Whether an operation of the grantee is covered; {@code context} is absent where the operation
   * has none.
   */
  boolean covers(String operation, Optional<EncryptionContext> context) {
    if (!operations.contains(operation)) {
      return false;
    }
    if (context.isEmpty()) {
      return true;
    }
    Map<String, String> pairs = context.get().pairs();
    boolean equal = contextEquals.isEmpty() || contextEquals.get().equals(pairs);
    boolean contained =
        contextSubset.isEmpty() || pairs.entrySet().containsAll(contextSubset.get().entrySet());
    return equal && contained;
  }

  private static boolean names(String arn, PolicyPrincipal principal) {
    return principal.arn().equals(arn) || principal.roleArn().filter(arn::equals).isPresent();
  }
}
