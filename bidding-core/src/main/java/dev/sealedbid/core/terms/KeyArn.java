package dev.sealedbid.core.terms;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of one KMS key: {@code arn:aws:kms:eu-west-1:111111111111:key/<UUID>}.
 *
 * <p>An alias isn't one, because its owner can move it; nor is a multi-Region key ({@code mrk-…}),
 * because its replicas open the same messages under key policies of their own.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 * @param region a Region of that partition
 * @param account 12 digits
 * @param keyId a UUID in lower case
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/concepts-intro.html">KMS
 *     identifiers</a>
 */
public record KeyArn(String partition, String region, String account, String keyId) {
  private static final Pattern KEY_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern ARN =
      Pattern.compile("arn:(aws|aws-cn|aws-us-gov):kms:([^:/]+):([^:/]+):([^:/]+)/([^:/]+)");

  /** Checks all the parts. */
  public KeyArn {
    AwsNames.requireRegion(partition, region);
    AwsNames.requireAccount(account);
    if (!KEY_ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException("a key id is a UUID in lower case");
    }
  }

  /**
   * Reads an ARN.
   *
   * @throws IllegalArgumentException if it isn't a key's; the message says why
   */
  public static KeyArn parse(String arn) {
    Matcher matcher = ARN.matcher(arn);
    if (arn.length() > 256 || !matcher.matches()) {
      throw new IllegalArgumentException(
          "a key's ARN is written arn:aws:kms:REGION:ACCOUNT:key/KEY-ID");
    }
    if (matcher.group(4).equals("alias")) {
      throw new IllegalArgumentException(
          "this is an alias, which its owner can move to another key; name the key itself");
    }
    if (!matcher.group(4).equals("key")) {
      throw new IllegalArgumentException("this isn't the ARN of a key");
    }
    if (matcher.group(5).startsWith("mrk-")) {
      throw new IllegalArgumentException(
          "this is a multi-Region key, whose replicas have key policies of their own; use a"
              + " single-Region key");
    }
    return new KeyArn(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(5));
  }

  /** The ARN as text. */
  public String arn() {
    return "arn:" + partition + ":kms:" + region + ":" + account + ":key/" + keyId;
  }

  @Override
  public String toString() {
    return arn();
  }
}
