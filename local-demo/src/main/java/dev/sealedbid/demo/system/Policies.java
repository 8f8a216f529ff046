package dev.sealedbid.demo.system;

import java.util.Map;

/** The identity policies that infra/cloudformation gives on AWS, for the local system. */
public final class Policies {
  public static final String TRUST_EC2 =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}
      """;

  static final String TRUST_PARENT =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"AWS":"%s"},"Action":"sts:AssumeRole"}]}
      """
          .formatted(LocalNames.PARENT_ROLE);

  /** A buyer's principal: its own keys, its own bucket, its own trail. */
  public static final String BUYER =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Action":["kms:*","s3:*","sts:*","cloudtrail:LookupEvents"],"Resource":"*"}]}
      """;

  private Policies() {}

  static Map<String, String> parentRole() {
    return Map.of(
        "parent",
        """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],
           "Resource":"arn:aws:s3:::%1$s/auctions/*"},
          {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::%1$s"},
          {"Effect":"Allow","Action":["s3:GetObject","s3:GetObjectVersion","s3:ListBucket"],
           "Resource":"*"},
          {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"%2$s"}]}
        """
            .formatted(LocalNames.AUCTIONEER_BUCKET, LocalNames.DECRYPT_ROLE));
  }

  static Map<String, String> decryptRole() {
    return Map.of(
        "decrypt-sheets",
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt",
          "Resource":"arn:aws:kms:*:*:key/*",
          "Condition":{"StringEquals":{"kms:EncryptionContext:purpose":["sheet","reserve"]}}}]}
        """);
  }

  /** Lets the auctioneer's parent read a buyer's sheets, and nobody write. */
  public static String bucket(String bucket) {
    return """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"ParentReadsSealedSheets","Effect":"Allow","Principal":{"AWS":"%1$s"},
           "Action":["s3:GetObject","s3:GetObjectVersion"],"Resource":"arn:aws:s3:::%2$s/*"},
          {"Sid":"ParentIsToldWhatIsMissing","Effect":"Allow","Principal":{"AWS":"%1$s"},
           "Action":"s3:ListBucket","Resource":"arn:aws:s3:::%2$s"}]}
        """
        .formatted(LocalNames.PARENT_ROLE, bucket);
  }
}
