package dev.sealedbid.parent.storage;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The short code of an S3 failure: its message may name principals, which is nobody else's
 * business.
 */
final class S3Failure {
  private S3Failure() {}

  static String code(Exception failure) {
    if (failure instanceof S3Exception answer) {
      AwsErrorDetails details = answer.awsErrorDetails();
      if (details != null && details.errorCode() != null && !details.errorCode().isBlank()) {
        return details.errorCode();
      }
      return "HTTP " + answer.statusCode();
    }
    return "no answer";
  }
}
