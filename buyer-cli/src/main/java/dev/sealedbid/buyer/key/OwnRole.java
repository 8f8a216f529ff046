package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The principal of the caller that a key policy can name. For a session of a role that is the role;
 * STS tells its name alone, but a role may have a path, and then the ARN without it names nobody.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">paths</a>
 */
final class OwnRole {
  private static final Pattern ROLE =
      Pattern.compile("arn:[a-z-]+:iam::([0-9]{12}):role/(?:[\\x21-\\x7e]+/)?([\\w+=,.@-]{1,64})");
  private static final String OF_IDENTITY_CENTER = "AWSReservedSSO_";

  private OwnRole() {}

  /**
   * The caller's principal, with its role's path where IAM tells it.
   *
   * @throws CommandFailedException REFUSED for a role that IAM Identity Center makes
   */
  static String of(Console console, AwsClients clients, String region, Identity identity) {
    Matcher role = ROLE.matcher(identity.principal());
    if (!role.matches()) {
      return identity.principal();
    }
    String name = role.group(2);
    Optional<String> real = lookedUp(console, clients, region, identity, name);
    if (name.startsWith(OF_IDENTITY_CENTER)) {
      throw ofIdentityCenter(name, real);
    }
    return real.orElse(identity.principal());
  }

  private static Optional<String> lookedUp(
      Console console, AwsClients clients, String region, Identity identity, String name) {
    try {
      String arn =
          console.during(
              "asking IAM for your role's ARN",
              () ->
                  AwsFailures.during(
                      "asking IAM for role " + name,
                      () -> clients.iam(region).getRole(r -> r.roleName(name)).role().arn()));
      Matcher role = ROLE.matcher(arn);
      boolean own =
          role.matches() && role.group(1).equals(identity.account()) && role.group(2).equals(name);
      return own ? Optional.of(arn) : Optional.empty();
    } catch (CommandFailedException e) {
      console.warn(
          e.reason()
              + "; if your role has a path, KMS won't know "
              + identity.principal()
              + ": then name the role by its full ARN with --admin and --sealer");
      return Optional.empty();
    }
  }

  private static CommandFailedException ofIdentityCenter(String name, Optional<String> real) {
    String arn = real.orElse("its full ARN");
    return CommandFailedException.refused(
        "role "
            + name
            + " is made by IAM Identity Center: when its permission set is assigned again its name"
            + " changes, and then nobody may pin or close the key any more, or seal with it",
        "make a role of your own that you may assume from it (role_arn and source_profile in the"
            + " AWS config file), and run this as that role",
        "if it shall be this one all the same: --admin " + arn + " --sealer " + arn);
  }
}
