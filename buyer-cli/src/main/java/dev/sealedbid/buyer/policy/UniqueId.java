package dev.sealedbid.buyer.policy;

import java.util.regex.Pattern;

/**
 * IAM's unique ids, as a policy shows them in the place of the ARN of a role or user that was
 * deleted. (The ids of principals that exist are never shown: those are their ARNs.)
 *
 * <p>Source: IAM User Guide, "IAM identifiers", "Unique identifiers".
 */
final class UniqueId {
  private static final Pattern ROLE = Pattern.compile("AROA[A-Z0-9]{12,124}");
  private static final Pattern USER = Pattern.compile("AIDA[A-Z0-9]{12,124}");

  private UniqueId() {}

  static boolean isOne(String principal) {
    return isOfRole(principal) || USER.matcher(principal).matches();
  }

  static boolean isOfRole(String principal) {
    return ROLE.matcher(principal).matches();
  }
}
