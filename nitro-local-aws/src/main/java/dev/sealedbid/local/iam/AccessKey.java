package dev.sealedbid.local.iam;

/**
 * Long-term credentials of a user or of an account's root.
 *
 * @param accessKeyId starts with AKIA
 * @param secretAccessKey never shown by {@link #toString()}
 * @param arn the ARN of the user or root
 * @param accountId 12 digits
 */
public record AccessKey(String accessKeyId, String secretAccessKey, String arn, String accountId) {
  @Override
  public String toString() {
    return "AccessKey[" + accessKeyId + " of " + arn + "]";
  }
}
