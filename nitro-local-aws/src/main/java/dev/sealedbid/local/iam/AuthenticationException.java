package dev.sealedbid.local.iam;

import java.io.Serial;

/** A request that isn't authentic. The message is AWS's, without any secret. */
public final class AuthenticationException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Fault fault;

  AuthenticationException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** What can be wrong, with the code of each protocol. */
  public enum Fault {
    /** No Authorization header. */
    MISSING_TOKEN(
        "MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied"),
    /** The Authorization header can't be read, or lacks a part. */
    INCOMPLETE_SIGNATURE(
        "IncompleteSignatureException", "IncompleteSignature", "AuthorizationHeaderMalformed"),
    /** The access key isn't known, or its session token is wrong. */
    UNKNOWN_KEY("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"),
    /** The signature doesn't match. */
    WRONG_SIGNATURE("InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch"),
    /** Signed too long ago, or in the future. */
    CLOCK_SKEW("InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed"),
    /** The session has ended. */
    EXPIRED_TOKEN("ExpiredTokenException", "ExpiredToken", "ExpiredToken"),
    /** S3 only: the body isn't the one that was signed. */
    WRONG_PAYLOAD(
        "InvalidSignatureException", "SignatureDoesNotMatch", "XAmzContentSHA256Mismatch");

    private final String jsonCode;
    private final String queryCode;
    private final String s3Code;

    Fault(String jsonCode, String queryCode, String s3Code) {
      this.jsonCode = jsonCode;
      this.queryCode = queryCode;
      this.s3Code = s3Code;
    }

    /** The code in the AWS JSON protocol (KMS, CloudTrail), HTTP 400. */
    public String jsonCode() {
      return jsonCode;
    }

    /** The code in the AWS query protocol (STS), HTTP 403. */
    public String queryCode() {
      return queryCode;
    }

    /** The code of S3, HTTP 403 (ExpiredToken and AuthorizationHeaderMalformed: 400). */
    public String s3Code() {
      return s3Code;
    }
  }
}
