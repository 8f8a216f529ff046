package dev.sealedbid.buyer.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The buyer's own principals: IAM users or roles of the account that owns the key. They may be one.
 *
 * @param admin the only one who may change the key's policy
 * @param sealer the only one who may seal (Encrypt, GenerateDataKey) with the key
 */
public record KeyHolders(String admin, String sealer) {
  private static final Pattern IAM =
      Pattern.compile(
          "arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):(user|role)/[\\w+=,.@/-]{1,576}");
  private static final Pattern SESSION =
      Pattern.compile(
          "arn:(aws|aws-cn|aws-us-gov):sts::([0-9]{12}):assumed-role/([\\w+=,.@-]{1,64})/.+");

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException for anything but users or roles of one account; an account's
   *     root stands for everybody in it and is refused
   */
  public KeyHolders {
    if (!account(admin).equals(account(sealer))) {
      throw new IllegalArgumentException("admin and sealing principal must be of one account");
    }
  }

  /** The 12 digits of their account. */
  public String account() {
    return account(admin);
  }

  /** The ARN that stands for the whole account in a policy. */
  String root() {
    Matcher matcher = IAM.matcher(admin);
    if (!matcher.matches()) {
      throw new IllegalStateException("checked before");
    }
    return "arn:" + matcher.group(1) + ":iam::" + matcher.group(2) + ":root";
  }

  /**
   * The principal that a policy names for a caller: for a session of a role the role. (STS doesn't
   * tell a role's path; a role with a path must be named by hand.)
   *
   * @param callerArn as {@code sts:GetCallerIdentity} gives it
   */
  public static String principalOf(String callerArn) {
    Matcher session = SESSION.matcher(callerArn);
    return session.matches()
        ? "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3)
        : callerArn;
  }

  private static String account(String arn) {
    Matcher matcher = IAM.matcher(arn);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + arn + "' isn't the ARN of an IAM user or role (arn:aws:iam::ACCOUNT:role/NAME)");
    }
    return matcher.group(2);
  }
}
