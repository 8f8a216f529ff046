package dev.sealedbid.core.terms;

import java.util.regex.Pattern;

/** The forms of AWS's names that terms mention. */
final class AwsNames {
  private static final Pattern REGION = Pattern.compile("[a-z]{2,3}(-[a-z]{2,12}){1,2}-[0-9]{1,2}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  private AwsNames() {}

  static boolean isRegion(String text) {
    return text.length() <= 32 && REGION.matcher(text).matches();
  }

  static boolean isAccount(String text) {
    return ACCOUNT.matcher(text).matches();
  }

  /** The partition in which a Region lies. */
  static String partitionOf(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  static void requireRegion(String partition, String region) {
    if (!isRegion(region)) {
      throw new IllegalArgumentException("a Region is written like eu-west-1");
    }
    if (!partitionOf(region).equals(partition)) {
      throw new IllegalArgumentException(
          "the Region lies in the partition " + partitionOf(region) + ", not in " + partition);
    }
  }

  static void requireAccount(String account) {
    if (!isAccount(account)) {
      throw new IllegalArgumentException("an account is written as 12 digits");
    }
  }
}
