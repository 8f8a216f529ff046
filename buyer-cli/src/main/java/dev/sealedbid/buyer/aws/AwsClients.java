package dev.sealedbid.buyer.aws;

import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * One principal's clients. They may be shared between commands; nobody closes them but their maker.
 */
public interface AwsClients {
  /** KMS in a Region. */
  KmsClient kms(String region);

  /** S3 in a Region. */
  S3Client s3(String region);

  /** STS in a Region. */
  StsClient sts(String region);

  /** IAM, which is one for all Regions of that Region's partition. */
  IamClient iam(String region);

  /** The audit trail of a Region. */
  Trail trail(String region);

  /** The Region that profile or environment name, for calls that no ARN gives one. */
  java.util.Optional<String> defaultRegion();
}
