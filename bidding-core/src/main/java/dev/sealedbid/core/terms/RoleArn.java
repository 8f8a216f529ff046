package dev.sealedbid.core.terms;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of an IAM role: {@code arn:aws:iam::111111111111:role/path/name}. No wildcards: it is
 * written into key policies.
 */
final class RoleArn {
  private static final Pattern ARN =
      Pattern.compile(
          "arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/"
              + "([A-Za-z0-9_+=,.@-]{1,128}/){0,8}[A-Za-z0-9_+=,.@-]{1,64}");

  private RoleArn() {}

  static boolean isRoleArn(String text) {
    return text.length() <= 512 && ARN.matcher(text).matches();
  }

  /** The partition, if the text is a role's ARN. */
  static Optional<String> partition(String text) {
    Matcher matcher = ARN.matcher(text);
    return isRoleArn(text) && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
