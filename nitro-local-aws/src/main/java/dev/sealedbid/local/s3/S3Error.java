package dev.sealedbid.local.s3;

import java.io.Serial;

/** An error of S3: HTTP status, code, message. */
final class S3Error extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  S3Error(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static S3Error accessDenied(String message) {
    return new S3Error(403, "AccessDenied", message);
  }

  static S3Error noSuchBucket() {
    return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");
  }

  int status() {
    return status;
  }

  String xml() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
        + code
        + "</Code><Message>"
        + Xml.escape(String.valueOf(getMessage()))
        + "</Message><RequestId>local</RequestId></Error>";
  }
}
